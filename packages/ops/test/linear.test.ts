import { memory, type Tensor1D, type Tensor2D, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { affine, matmul } from "../../testing/src/reference/index.ts";
import { linear } from "../src/index.ts";
import { expectGradients, gradientsOf, startCpu, type Tensors, valuesOf } from "./support.ts";

beforeAll(startCpu);

describe.each([1, 5])("values and gradients against the reference, N = %i", (rows) => {
  test.each([
    [1, 3],
    [3, 1],
    [47, 48],
    [48, 49],
    [49, 47],
  ])("I = %i, O = %i", (inputs, outputs) => {
    const weights = { x: [rows, inputs], kernel: [inputs, outputs] };
    const shapes = { ...weights, bias: [outputs] };
    expectGradients({
      shapes,
      values: valuesOf(shapes),
      op: (t) => [linear(t.x as Tensor2D, t.kernel as Tensor2D, t.bias as Tensor1D)],
      reference: ({ x, kernel, bias }) => [
        affine(x as Float64Array, kernel as Float64Array, bias as Float64Array, rows),
      ],
    });
    expectGradients({
      shapes: weights,
      values: valuesOf(weights),
      op: (t) => [linear(t.x as Tensor2D, t.kernel as Tensor2D)],
      reference: ({ x, kernel }) => [
        matmul(x as Float64Array, kernel as Float64Array, rows, inputs, outputs),
      ],
    });
  });
});

test("gradients of some inputs only, and no tensor left behind", () => {
  const shapes = { x: [2, 3], kernel: [3, 4], bias: [4] };
  const given = {
    shapes,
    values: valuesOf(shapes),
    op: (t: Tensors) => [linear(t.x as Tensor2D, t.kernel as Tensor2D, t.bias as Tensor1D)],
  };
  const { numTensors, numDataBuffers } = memory();
  const all = gradientsOf(given);
  for (const name of Object.keys(shapes)) {
    expect(gradientsOf(given, [name])).toEqual({ [name]: all[name] });
  }
  expect(memory()).toMatchObject({ numTensors, numDataBuffers });
});

test("wrong shapes are named", () => {
  const x = tensor2d([[1, 2]]);
  expect(() => linear(x, tensor2d([[1]]))).toThrow(
    expect.objectContaining({ code: "SHAPE", where: "linear" }),
  );
  expect(() => linear(x, tensor2d([[1], [2]]), tensor1d([1, 2]))).toThrow("bias_O [1]; got [2]");
});
