import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  concat,
  keep,
  mean,
  relu,
  setBackend,
  sin,
  sub,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Encoder, Scope } from "@textvae/core";
import { normalInitializer } from "@textvae/layers";
import { gatherRows } from "@textvae/ops";
import { encoderLaws, testEncoder } from "@textvae/testing";
import { expect, test } from "vitest";
import { failuresOf } from "./failures.ts";

await setBackend("cpu");

interface Changes {
  /** Reads as many tokens of row b. */
  readonly reads?: (length: number, time: number) => number;
  readonly after?: (h_BH: Tensor2D) => Tensor;
  readonly build?: (scope: Scope) => void;
}

/** The mean of the word vectors of a sentence. */
const meanEncoder = ({
  reads = (length) => length,
  after = (h) => h,
  build,
}: Changes): Encoder => ({
  features: 4,
  reads: ["text"],
  build: (scope, { vocabulary }) => {
    build?.(scope);
    const table = scope.variable("table", [vocabulary.size, 4], normalInitializer(1)) as Tensor2D;
    return ({ text, size }) =>
      tidy(() => {
        if (!text) throw new Error("no text");
        const rows = Array.from({ length: size }, (_, b) => {
          const start = b * text.time;
          const n = reads(text.lengths_B[b] as number, text.time);
          const words_NE = gatherRows(table, text.tokens_BT.slice(start, start + n));
          return mean(sin(words_NE), 0, true) as Tensor2D;
        });
        return after(concat(rows, 0)) as Tensor2D;
      });
  },
});

testEncoder({ encoder: meanEncoder({}) });

const broken = (changes: Changes) => failuresOf(encoderLaws({ encoder: meanEncoder(changes) }));

test("an encoder that reads the padding is found", async () => {
  expect(await broken({ reads: (_, time) => time })).toContain("padding changes nothing");
});

test("an encoder that mixes the rows of a batch is found", async () => {
  const failures = await broken({ after: (h) => add(h, tensor2d([[1], [2], [3], [4]])) });
  expect(failures).toEqual(["the order of the batch changes nothing"]);
});

test("an encoder that reads nothing is found", async () => {
  const failures = await broken({ reads: () => 1, after: (h) => sub(h, h) });
  expect(failures).toContain("h_BH tells items apart");
  expect(failures).toContain("every parameter gets a finite gradient that is not zero");
});

test("an encoder whose units are all dead is found", async () => {
  const failures = await broken({ after: (h) => relu(sub(h, 10)) });
  expect(failures).toContain("every parameter gets a finite gradient that is not zero");
});

test("an encoder with a parameter it does not use is found", async () => {
  const failures = await broken({
    build: (scope) => {
      scope.variable("unused", [1], normalInitializer(1));
    },
  });
  expect(failures).toEqual(["every parameter gets a finite gradient that is not zero"]);
});

test("an encoder that leaks is found", async () => {
  const failures = await broken({ after: (h) => keep(add(h, 0)) && h });
  expect(failures).toEqual(["forward and backward leak no tensor"]);
});
