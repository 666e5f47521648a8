import "@tensorflow/tfjs-backend-cpu";
import { cast, mul, setBackend, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import type { Condition, TextBatch } from "@textvae/core";
import { constantInitializer } from "@textvae/layers";
import { conditionLaws, testCondition } from "@textvae/testing";
import { expect, test } from "vitest";
import { failuresOf } from "./failures.ts";

await setBackend("cpu");

/** The length of a sentence times a learned number. */
const condition = (lengthOf: (text: TextBatch, b: number) => number): Condition => ({
  size: 1,
  reads: ["text"],
  build(scope) {
    const scale = scope.variable("scale", [1, 1], constantInitializer(0.3));
    return ({ size, text }) => {
      const lengths = Array.from({ length: size }, (_, b) => [lengthOf(text as TextBatch, b)]);
      return mul(cast(tensor2d(lengths), "float32"), scale) as Tensor2D;
    };
  },
});
const length = condition(({ lengths_B }, b) => lengths_B[b] as number);

testCondition({ condition: length });

test("a condition that reads padding is found out", async () => {
  const padded = condition(({ time, lengths_B }, b) => time + (lengths_B[b] as number));
  expect(await failuresOf(conditionLaws({ condition: padded }))).toContain(
    "padding changes nothing",
  );
});

test("a condition that is the same for all items is found out", async () => {
  const constant = condition(() => 1);
  expect(await failuresOf(conditionLaws({ condition: constant }))).toContain(
    "c_BC tells items apart",
  );
});

test("a condition that does not say what it reads is found out", async () => {
  const { reads: _, ...silent } = length;
  expect(await failuresOf(conditionLaws({ condition: silent }))).toContain(
    "it says how wide it is, and what it reads",
  );
});
