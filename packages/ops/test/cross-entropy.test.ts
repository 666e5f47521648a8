import { memory, type Tensor1D, type Tensor2D, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { affine, crossEntropy, type Values } from "../../testing/src/reference/index.ts";
import { softmaxCrossEntropy, vocabularyCrossEntropy } from "../src/index.ts";
import {
  disposeAll,
  expectClose,
  expectGradients,
  gradientsOf,
  startCpu,
  type Tensors,
  tensorsOf,
  valuesOf,
} from "./support.ts";

beforeAll(startCpu);

const targetsOf = (count: number, size: number): Int32Array =>
  Int32Array.from({ length: count }, (_, n) => (5 * n + size - 1) % size);

const project = (t: Tensors, targets: Int32Array) =>
  vocabularyCrossEntropy(t.h as Tensor2D, t.kernel as Tensor2D, t.bias as Tensor1D, targets);

const projectReference = ({ h, kernel, bias }: Values, targets: Int32Array) =>
  crossEntropy(
    affine(h as Float64Array, kernel as Float64Array, bias as Float64Array, targets.length),
    targets,
  );

describe.each([1, 3, 47, 48, 49])("values and gradients against the reference, V = %i", (size) => {
  test.each([1, 5])("softmaxCrossEntropy, N = %i", (count) => {
    const targets = targetsOf(count, size);
    const shapes = { logits: [count, size] };
    expectGradients({
      shapes,
      values: { logits: valuesOf(shapes).logits?.map((x) => 4 * x) as Float64Array },
      op: ({ logits }) => [softmaxCrossEntropy(logits as Tensor2D, targets)],
      reference: ({ logits }) => [crossEntropy(logits as Float64Array, targets)],
    });
  });

  test.each([
    [1, 1],
    [5, 3],
    [5, 48],
    [7, 49],
  ])("vocabularyCrossEntropy, N = %i, H = %i", (count, features) => {
    const targets = targetsOf(count, size);
    const shapes = { h: [count, features], kernel: [features, size], bias: [size] };
    expectGradients({
      shapes,
      values: valuesOf(shapes),
      op: (tensors) => [project(tensors, targets)],
      reference: (values) => [projectReference(values, targets)],
    });
  });
});

test.each(["h", "kernel", "bias"])("the gradient of %s alone", (name) => {
  const targets = targetsOf(4, 6);
  const shapes = { h: [4, 3], kernel: [3, 6], bias: [6] };
  const given = {
    shapes,
    values: valuesOf(shapes),
    op: (tensors: Tensors) => [project(tensors, targets)],
  };
  const alone = gradientsOf(given, [name]);
  expect(Object.keys(alone)).toEqual([name]);
  expect(alone[name]).toEqual(gradientsOf(given)[name]);
});

test("large and forbidden logits", async () => {
  const logits = tensor2d([
    [1000, 0, -1000],
    [Number.NEGATIVE_INFINITY, 2, 2],
  ]);
  expectClose(await softmaxCrossEntropy(logits, Int32Array.of(1, 2)).data(), [1000, Math.log(2)]);
});

test("leaves no tensor behind", () => {
  const targets = targetsOf(4, 6);
  const shapes = { h: [4, 3], kernel: [3, 6], bias: [6] };
  const values = valuesOf(shapes);
  const tensors = tensorsOf(values, shapes);
  const { numTensors, numDataBuffers } = memory();
  project(tensors, targets).dispose();
  gradientsOf({ shapes, values, op: (given) => [project(given, targets)] });
  expect(memory()).toMatchObject({ numTensors, numDataBuffers });
  disposeAll(tensors);
});

const shapeError = (where: string, part: string) =>
  expect.objectContaining({ code: "SHAPE", where, message: expect.stringContaining(part) });

test("wrong shapes and targets are named", () => {
  const logits = tensor2d([[1, 2, 3]]);
  expect(() => softmaxCrossEntropy(logits, Int32Array.of(3))).toThrow(
    shapeError("softmaxCrossEntropy", "target from 0 to 2; got 3 at index 0"),
  );
  expect(() => softmaxCrossEntropy(logits, Int32Array.of(0, 1))).toThrow(
    shapeError("softmaxCrossEntropy", "target with 1 entries; got 2"),
  );
  const kernel = tensor2d([[1, 2]]);
  const bias = tensor1d([0, 0]);
  expect(() => vocabularyCrossEntropy(logits, kernel, bias, Int32Array.of(0))).toThrow(
    shapeError("vocabularyCrossEntropy", "kernel_HV [3, 2]; got [1, 2]"),
  );
});
