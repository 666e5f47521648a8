import * as tf from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { expect, test } from "vitest";

await wasm().start();

const ints = (...values: number[]) => tf.tensor1d(values, "int32");
const bools = (...values: number[]) => tf.tensor1d(values, "bool");

// The right values are those of whole numbers, and of the empty maximum, −∞, and its kin.
test.each<[string, () => tf.Tensor, number[]]>([
  ["clip of integers", () => tf.clipByValue(ints(3, -5), -1, 2), [2, -1]],
  ["prelu of integers", () => tf.prelu(ints(7, -7), ints(2, 2)), [7, -14]],
  ["reverse of truth values", () => tf.reverse(bools(1, 1, 0, 0)), [0, 0, 1, 1]],
  ["top k of truth values", () => tf.topk(bools(0, 1, 0), 2).values, [1, 0]],
  [
    "quotients above 2^24",
    () => tf.div(ints(16777217, 2147483647), ints(1, 1)),
    [16777217, 2147483647],
  ],
  ["floored quotients", () => tf.floorDiv(ints(16777217, -7), ints(1, 2)), [16777217, -4]],
  ["max of nothing", () => tf.max(tf.zeros([0, 2]), 0), [-Infinity, -Infinity]],
  ["min of nothing", () => tf.min(tf.zeros([2, 0]), 1), [Infinity, Infinity]],
  ["max of no integers", () => tf.max(tf.zeros([0, 1], "int32"), 0), [-2147483648]],
  ["any of nothing", () => tf.any(tf.zeros([0, 2], "bool"), 0), [0, 0]],
  ["all of nothing", () => tf.all(tf.zeros([0, 2], "bool"), 0), [1, 1]],
  ["log-sum-exp of nothing", () => tf.logSumExp(tf.zeros([0, 1]), 0), [-Infinity]],
])("%s", (_, compute, right) => {
  expect(Array.from(compute().dataSync())).toEqual(right);
});

test("a reversed row of truth values leaves other tensors as they are", () => {
  const row = tf.zeros([1000], "bool");
  const others = Array.from({ length: 20 }, (_, i) => tf.fill([50], i + 1));
  tf.dispose(tf.reverse(row));
  for (const [i, other] of others.entries())
    expect(other.dataSync()).toEqual(new Float32Array(50).fill(i + 1));
});
