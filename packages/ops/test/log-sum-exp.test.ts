import { memory, scalar, type Tensor, tensor1d, tensor2d, transpose } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { logSumExp as reference } from "../../testing/src/reference/index.ts";
import { logSumExp } from "../src/index.ts";
import { expectClose, expectGradients, gradientsOf, startCpu, valuesOf } from "./support.ts";

beforeAll(startCpu);

/** Along the middle axis of [2, K, 3]. */
const middle = (x: Float64Array, length: number): Float64Array =>
  Float64Array.from({ length: 6 }, (_, k) => {
    const start = Math.floor(k / 3) * length * 3 + (k % 3);
    return reference(Float64Array.from({ length }, (_, j) => x[start + 3 * j] as number));
  });

test.each([1, 3, 47, 48, 49])("values and gradients along an inner axis, K = %i", (length) => {
  const shapes = { x: [2, length, 3] };
  for (const axis of [1, -2]) {
    expectGradients({
      shapes,
      values: { x: valuesOf(shapes).x?.map((value) => 4 * value) as Float64Array },
      op: ({ x }) => [logSumExp(x as Tensor, axis)],
      reference: ({ x }) => [middle(x as Float64Array, length)],
    });
  }
});

const none = Number.NEGATIVE_INFINITY;

test("entries of −∞ count as nothing", async () => {
  const x = tensor2d([
    [none, 0, 0],
    [none, none, 7],
    [none, none, none],
  ]);
  const expected = [Math.fround(Math.log(2)), 7, none];
  expect([...(await logSumExp(x, 1).data())]).toEqual(expected);
  expect([...(await logSumExp(transpose(x), 0).data())]).toEqual(expected);
});

test("the gradient at −∞ is zero, also where all entries are", () => {
  const { x } = gradientsOf({
    shapes: { x: [2, 2] },
    values: { x: Float64Array.of(none, 3, none, none) },
    op: (given) => [logSumExp(given.x as Tensor, 1)],
  });
  const [a, b, c, d] = x as unknown as [number, number, number, number];
  expect([a, c, d].map(Math.abs)).toEqual([0, 0, 0]);
  expect(Math.abs(b)).toBeGreaterThan(0);
});

test("large entries do not overflow, small ones do not vanish", async () => {
  expectClose(await logSumExp(tensor1d([1000, 1000]), 0).data(), [1000 + Math.log(2)], 1e-6);
  expectClose(await logSumExp(tensor1d([-1000, -1000]), 0).data(), [-1000 + Math.log(2)], 1e-6);
});

test("leaves no tensor behind", () => {
  const x = tensor1d([1, 2]);
  const { numTensors, numDataBuffers } = memory();
  logSumExp(x, 0).dispose();
  gradientsOf({
    shapes: { x: [2] },
    values: { x: Float64Array.of(1, 2) },
    op: (given) => [logSumExp(given.x as Tensor, 0)],
  });
  expect(memory()).toMatchObject({ numTensors, numDataBuffers });
  x.dispose();
});

test.each([1, -2, 0.5])("axis %d of a vector is refused", (axis) => {
  expect(() => logSumExp(tensor1d([1, 2]), axis)).toThrow(
    expect.objectContaining({ code: "SHAPE", where: "logSumExp" }),
  );
  expect(() => logSumExp(scalar(1), 0)).toThrow("a tensor with 0 axes");
});
