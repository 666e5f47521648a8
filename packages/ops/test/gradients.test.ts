import "@tensorflow/tfjs-backend-cpu";
import {
  cumsum,
  div,
  gather,
  getGradient,
  grad,
  grads,
  greater,
  logicalAnd,
  logicalOr,
  matMul,
  mul,
  neg,
  ones,
  profile,
  registerGradient,
  setBackend,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  unregisterGradient,
  where,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { registerGradients } from "../src/gradients/index.ts";

// Each gradient is held against central differences by the laws of a backend, which the tests of
// the backend packages run. Here: how they are registered, and closed forms of the cases that the
// gradients of @tensorflow/tfjs get wrong.

beforeAll(async () => {
  registerGradients();
  await setBackend("cpu");
});

describe("registerGradients", () => {
  test("called again, it changes nothing", () => {
    const first = getGradient("Tanh");
    registerGradients();
    expect(getGradient("Tanh")).toBe(first);
  });

  test("it leaves a gradient that is there and fills one that is not", () => {
    const ours = getGradient("Tanh");
    const theirs = { ...ours };
    unregisterGradient("Tanh");
    registerGradient(theirs);
    unregisterGradient("Sigmoid");
    registerGradients();
    expect(getGradient("Tanh")).toBe(theirs);
    expect(getGradient("Sigmoid")).toBeDefined();
    unregisterGradient("Tanh");
    registerGradients();
    expect(getGradient("Tanh")).toBe(ours);
  });
});

describe("closed forms", () => {
  const weights = tensor2d([1, 10, 100, 1000, 10000, 100000], [3, 2]);

  test("cumsum along the first axis: the sum of the weights from each row on", async () => {
    const dx = grad((x) => sum(mul(cumsum(x, 0), weights)))(ones([3, 2]));
    expect(await dx.array()).toEqual([
      [10101, 101010],
      [10100, 101000],
      [10000, 100000],
    ]);
  });

  test("matMul of a batch by one matrix: its gradient is summed over the batch", async () => {
    const a = ones([4, 3, 2]);
    const b = tensor2d([1, 2, 3, 4], [2, 2]);
    const [da, db] = grads((x: Tensor, y: Tensor) => sum(matMul(x, y)))([a, b]) as [Tensor, Tensor];
    expect(db.shape).toEqual([2, 2]);
    expect(await db.array()).toEqual([
      [12, 12],
      [12, 12],
    ]);
    expect(da.shape).toEqual([4, 3, 2]);
    expect(Array.from(await da.data())).toEqual(Array.from({ length: 12 }, () => [3, 7]).flat());
  });

  test("a quotient of integers: 1/b and −a/b²; of what broadcasts, summed", async () => {
    const [a, b] = [tensor1d([3, -7], "int32"), tensor2d([[2], [4]], [2, 1], "int32")];
    const [da, db] = grads((x: Tensor, y: Tensor) => sum(div(x, y)))([a, b]) as [Tensor, Tensor];
    expect(await da.array()).toEqual([0.75, 0.75]);
    expect(await db.array()).toEqual([[1], [0.25]]);
  });

  test("truth values have no derivative: asking for one throws", () => {
    const a = tensor1d([true, false], "bool");
    expect(() => grad((x) => logicalAnd(x, a))(a)).toThrow(/gradient/);
    expect(() => grad((x) => logicalOr(x, a))(a)).toThrow(/gradient/);
  });

  test("where with x in its condition: |x| has derivative ±1", async () => {
    const dx = grad((x) => sum(where(greater(x, 0), x, neg(x))))(tensor1d([-2, 3]));
    expect(await dx.array()).toEqual([-1, 1]);
  });

  test("gather adds up repeated rows in one scatter, not one pass per row of the table", async () => {
    const ids = tensor1d([1, 1, 0], "int32");
    let dx: Tensor | undefined;
    const { kernelNames } = await profile(() => {
      dx = grad((x) => sum(gather(x, ids)))(ones([4, 2]));
      return dx;
    });
    expect(await dx?.array()).toEqual([
      [1, 1],
      [2, 2],
      [0, 0],
      [0, 0],
    ]);
    expect(kernelNames).toContain("ScatterNd");
    expect(kernelNames).not.toContain("UnsortedSegmentSum");
  });

  test("a second derivative: (x³)″ = 6x", async () => {
    const cube = (x: Tensor): Tensor => sum(mul(x, mul(x, x)));
    const second = grad((x) => sum(grad(cube)(x)))(tensor1d([2, -1]));
    expect(await second.array()).toEqual([12, -6]);
  });
});
