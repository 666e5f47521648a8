import {
  cumsum,
  logSoftmax,
  logSumExp,
  max,
  mean,
  min,
  moments,
  prod,
  softmax,
  sum,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { define, type ReferenceArray } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";

const SHAPE = [3, 5, 4];

type Reduce = (values: readonly number[]) => number;

const sumOf: Reduce = (values) => values.reduce((a, b) => a + b, 0);
const meanOf: Reduce = (values) => sumOf(values) / values.length;

/** The values of x along the reduced axes at each index of the rest. */
const along = (x: ReferenceArray, axes: readonly number[], index: readonly number[]): number[] => {
  const ranges = SHAPE.map((size, axis) =>
    axes.includes(axis) ? [...Array(size).keys()] : [index[axis] as number],
  ) as [number[], number[], number[]];
  return ranges[0].flatMap((i) => ranges[1].flatMap((j) => ranges[2].map((k) => x.at(i, j, k))));
};

const AXES: readonly (readonly number[])[] = [[0], [1], [2], [0, 2], [1, 2], [0, 1, 2]];

const reduction = (
  name: string,
  compute: (x: Tensor, axes: number[], keepDims: boolean) => Tensor,
  reduce: Reduce,
): Agreement[] =>
  AXES.flatMap((axes) =>
    [true, false].map((keepDims) => ({
      name: `${name} over axes ${axes}${keepDims ? ", kept as 1" : ""}`,
      inputs: [SHAPE],
      compute: (x) => compute(x as Tensor, [...axes], keepDims),
      define: (x) => {
        const kept = SHAPE.map((size, axis) => (axes.includes(axis) ? 1 : size));
        const full = define(kept, (...index) => reduce(along(x as ReferenceArray, axes, index)));
        if (keepDims) return full;
        const rest = SHAPE.filter((_, axis) => !axes.includes(axis));
        let flat = 0;
        return define(rest, () => full.values[flat++] as number);
      },
    })),
  );

const runningSums = (): Agreement[] =>
  [0, 1, 2].flatMap((axis) =>
    [true, false].flatMap((exclusive) =>
      [true, false].map((reverse) => ({
        name: `cumsum along axis ${axis}${exclusive ? ", exclusive" : ""}${reverse ? ", reverse" : ""}`,
        inputs: [SHAPE],
        compute: (x) => cumsum(x as Tensor, axis, exclusive, reverse),
        define: (x) =>
          define(SHAPE, (...index) => {
            const here = index[axis] as number;
            return sumOf(
              along(x as ReferenceArray, [axis], index).filter((_, i) => {
                if (i === here) return !exclusive;
                return reverse ? i > here : i < here;
              }),
            );
          }),
      })),
    ),
  );

const normalised = (name: string, compute: (x: Tensor) => Tensor, log: boolean): Agreement => ({
  name,
  inputs: [SHAPE],
  within: [-4, 4],
  compute: (x) => compute(x as Tensor),
  define: (x) =>
    define(SHAPE, (...index) => {
      const own = (x as ReferenceArray).at(...index);
      const logProbability =
        own - Math.log(sumOf(along(x as ReferenceArray, [2], index).map(Math.exp)));
      return log ? logProbability : Math.exp(logProbability);
    }),
});

/** Kernels that combine entries along axes. */
export const reductionAgreements = (): Agreement[] => [
  ...reduction("sum", sum, sumOf),
  ...reduction("mean", mean, meanOf),
  ...reduction("max", max, (values) => Math.max(...values)),
  ...reduction("min", min, (values) => Math.min(...values)),
  ...reduction("prod", prod, (values) => values.reduce((a, b) => a * b, 1)),
  ...reduction("logSumExp", logSumExp, (values) => Math.log(sumOf(values.map(Math.exp)))),
  ...reduction(
    "variance",
    (x, axes, keepDims) => moments(x, axes, keepDims).variance,
    (values) => meanOf(values.map((value) => (value - meanOf(values)) ** 2)),
  ),
  ...runningSums(),
  normalised("softmax", (x) => softmax(x), false),
  normalised("logSoftmax", (x) => logSoftmax(x), true),
];
