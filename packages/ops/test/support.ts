import "@tensorflow/tfjs-backend-cpu";
import { grads, scalar, setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import {
  directionalDerivative,
  dot,
  partialDerivative,
  testNumbers,
  type Values,
} from "../../testing/src/reference/index.ts";
import { defineOp } from "../src/index.ts";

export const startCpu = (): Promise<boolean> => setBackend("cpu");

export type Shapes = Readonly<Record<string, readonly number[]>>;
export type Tensors = Readonly<Record<string, Tensor>>;

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Numbers that float32 holds exactly, so that both sides start from the same values. */
const singles = (seed: number, n: number): Float64Array =>
  Float64Array.from(Float32Array.from(testNumbers(seed, n)));

export const valuesOf = (shapes: Shapes, seed = 1): Values =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape], k) => [name, singles(100 * seed + k, size(shape))]),
  );

export const tensorsOf = (values: Values, shapes: Shapes): Tensors =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      tensor(Float32Array.from(values[name] as Float64Array), [...shape], "float32"),
    ]),
  );

export const disposeAll = (tensors: Tensors): void => {
  for (const each of Object.values(tensors)) each.dispose();
};

/** Largest difference, against `tolerance` of the largest entry. */
export const expectClose = (
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
): void => {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  const error = Math.max(
    ...Array.from(actual, (value, index) => Math.abs(value - (expected[index] as number))),
  );
  expect(error).toBeLessThan(tolerance * scale);
};

interface Weighing {
  readonly weights: readonly Float64Array[];
  readonly shapes: readonly number[][];
}

/** The inner product of every output with its weights: a scalar that sees all of them. */
const weighOutputs = defineOp<Record<string, Tensor>, Weighing>({
  kernelName: "TestWeighOutputs",
  portable: (outputs, { weights }) => {
    const sums = Object.values(outputs).map((output, k) =>
      dot(output.dataSync(), weights[k] as Float64Array),
    );
    return [scalar(sums.reduce((a, b) => a + b))];
  },
  gradient: (_dys, _saved, { weights, shapes }) =>
    Object.fromEntries(
      weights.map((weight, k) => [k, () => tensor(Float32Array.from(weight), shapes[k])]),
    ),
});

export interface GradientCase {
  readonly shapes: Shapes;
  readonly values: Values;
  op(tensors: Tensors): readonly Tensor[];
  /** The same outputs in double precision. */
  reference(values: Values): readonly Float64Array[];
}

/** Gradients of the weighted sum of the outputs by the named inputs. */
export const gradientsOf = (
  { shapes, values, op }: Pick<GradientCase, "shapes" | "values" | "op">,
  names: readonly string[] = Object.keys(shapes),
): Record<string, Float32Array> =>
  tidy(() => {
    const tensors = tensorsOf(values, shapes);
    const loss = (...xs: Tensor[]) => {
      const given = Object.fromEntries(names.map((name, k) => [name, xs[k] as Tensor]));
      const outputs = op({ ...tensors, ...given });
      const weights = outputs.map((output, k) => singles(7000 + k, output.size));
      const shapes = outputs.map((output) => output.shape);
      return weighOutputs({ ...outputs } as never, { weights, shapes })[0] as Tensor;
    };
    const gradients = grads(loss)(names.map((name) => tensors[name] as Tensor));
    return Object.fromEntries(
      names.map((name, k) => [name, gradients[k]?.dataSync() as Float32Array]),
    );
  });

/** Values and all gradients against the reference: along a dense direction and by coordinates. */
export const expectGradients = (given: GradientCase): void => {
  const { shapes, values, op, reference } = given;
  tidy(() => {
    const outputs = op(tensorsOf(values, shapes));
    const expected = reference(values);
    outputs.forEach((output, k) => {
      expectClose(output.dataSync(), expected[k] as Float64Array);
    });
  });
  const loss = (moved: Values) =>
    reference(moved).reduce(
      (sum, output, k) => sum + dot(output, singles(7000 + k, output.length)),
      0,
    );

  for (const [name, gradient] of Object.entries(gradientsOf(given))) {
    const direction = testNumbers(31, gradient.length).map((x) => x / Math.sqrt(gradient.length));
    const scale = Math.sqrt(dot(gradient, gradient)) + 1e-3;
    const along = directionalDerivative(loss, values, name, direction);
    expect(Math.abs(dot(gradient, direction) - along), name).toBeLessThan(1e-4 * scale);
    for (const index of new Set([0, gradient.length >> 1, gradient.length - 1])) {
      const partial = partialDerivative(loss, values, name, index);
      expect(Math.abs((gradient[index] as number) - partial), `${name}[${index}]`).toBeLessThan(
        1e-4 * scale,
      );
    }
  }
};
