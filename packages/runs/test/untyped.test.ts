import { cpu } from "@textvae/backend-cpu";
import { assemble, elbo, TextvaeError } from "@textvae/core";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { kl } from "@textvae/divergence-kl";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { tokenEmbedding } from "@textvae/layers";
import { vmf } from "@textvae/prior-vmf";
import { memoryStorage } from "@textvae/run-format";
import { expect, test } from "vitest";
import type { TrainedModel } from "../src/index.ts";
import * as api from "../src/index.ts";
import { corpus } from "./trained.ts";

/*
 * Every public function and every verb, asked by a program that no compiler has seen: what it is
 * given is refused with a typed error, or is what it takes. A bare TypeError is neither.
 */
await cpu().start();
const embedding = tokenEmbedding({ size: 4 });
const parts = {
  encoder: lstmEncoder({ embedding, hidden: 4 }),
  prior: vmf({ size: 3, kappa: 100 }),
  decoder: lstmDecoder({ embedding, hidden: 4 }),
};
const objective = elbo({ divergence: kl() });
const dataset = corpus();
const made = () => {
  const model = assemble(parts, { dataset, objective, seed: 1 });
  return api.trainedModel({ model, dataset, objective, recipe: "mine" });
};
const ODD = [undefined, null, {}, "x", 3, [], [null], { z: 3 }, { batch: 1 }];

type Ask = (...given: unknown[]) => unknown;

/** Asks, and throws what is no error of ours; whether it was refused. */
const refused = async (ask: Ask, given: readonly unknown[]): Promise<boolean> => {
  try {
    await ask(...given);
    return false;
  } catch (error) {
    if (error instanceof TextvaeError) return true;
    throw new Error(`given ${JSON.stringify(given)}`, { cause: error });
  }
};

const functions = Object.entries(api).filter(([, value]) => typeof value === "function");
test.each(functions as [string, Ask][])("%s", async (_, ask) => {
  for (const first of ODD) {
    const second = await Promise.all(ODD.map((other) => refused(ask, [first, other])));
    if (first === null) expect(second).not.toContain(false);
  }
});

const code = { z: Float32Array.of(1, 0, 0) };
const VERBS: Readonly<Record<string, readonly unknown[]>> = {
  encode: [["the cat"]],
  decode: [[code]],
  sample: [1],
  interpolate: ["the cat", code],
  reconstruct: [["the cat"]],
  score: [["the cat"]],
  neighbours: [code, 1, [code]],
  arithmetic: [code, code, code],
  evaluate: [{ dataset, split: "test" }],
  read: [["the cat"]],
  wordings: [["the cat"]],
};

test.each(Object.entries(VERBS))("%s of a trained model", async (verb, right) => {
  const mine = made();
  const ask = (given: readonly unknown[]) =>
    refused(mine[verb as keyof TrainedModel] as Ask, given);
  expect(await ask(right)).toBe(false);
  for (const [at] of right.entries()) {
    for (const odd of ODD) await ask(right.with(at, odd));
    expect(await ask(right.with(at, null))).toBe(true);
  }
  const options =
    verb === "read" || verb === "wordings" || verb === "evaluate" ? [] : [null, "x", []];
  for (const odd of options) expect(await ask([...right, odd])).toBe(true);
  mine.dispose();
  expect(await ask(right)).toBe(verb !== "read" && verb !== "wordings");
});

test("a bundle of what is no model is refused, and items that only look like some", async () => {
  await expect(api.exportBundle(null as never, memoryStorage())).rejects.toThrow(/a trained model/);
  const mine = made();
  await expect(mine.encode({ batch: 1 } as never)).rejects.toMatchObject({ code: "OPTION" });
  await expect(api.openTrained(null as never, null as never)).rejects.toThrow(/exists\(\)/);
  mine.dispose();
  await expect(mine.encode(["the cat"])).rejects.toThrow(/after dispose\(\)/);
});
