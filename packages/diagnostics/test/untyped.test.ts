import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/core";
import { beforeAll, expect, test } from "vitest";
import * as api from "../src/index.ts";

beforeAll(() => setBackend("cpu"));

/*
 * Every public function, asked by a program that no compiler has seen: what it is given is refused
 * with a typed error, or is what it takes. A bare TypeError is neither.
 */
const codes = [
  [0.1, 0.2],
  [0.3, 0.5],
  [0.4, 0.1],
];
const model = { parts: {} };
const ODD = [undefined, null, {}, "x", 3, [], [null], { model: null, dataset: null }];
const FIRST = [...ODD, codes, { model, dataset: { epoch: 3 } }];

type Ask = (...given: unknown[]) => unknown;
const functions = Object.entries(api).filter(([, value]) => typeof value === "function");

test.each(functions as [string, Ask][])("%s", async (_, ask) => {
  const refused = async (...given: unknown[]) => {
    try {
      await ask(...given);
      return false;
    } catch (error) {
      if (error instanceof TextvaeError) return true;
      throw new Error(`given ${JSON.stringify(given)}`, { cause: error });
    }
  };
  for (const first of FIRST) {
    for (const second of ODD) {
      for (const third of [undefined, null, "x"]) await refused(first, second, third);
    }
    expect(await refused(null, first)).toBe(true);
  }
});

const { activeUnits, mutualInformation, meanCodes, importanceWeightedNll } = api;
const MEASURES = { activeUnits, mutualInformation, meanCodes, importanceWeightedNll };
test.each(Object.entries(MEASURES))(
  "%s with null, a text or a list for options",
  async (_, measure) => {
    for (const options of [null, "x", []]) {
      await expect((measure as Ask)(codes, options)).rejects.toMatchObject({ code: "OPTION" });
    }
  },
);
