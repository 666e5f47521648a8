import {
  add,
  addN,
  argMax,
  atan2,
  cast,
  div,
  exp,
  floorDiv,
  greater,
  less,
  maximum,
  minimum,
  mod,
  mul,
  neg,
  notEqual,
  oneHot,
  pow,
  squaredDifference,
  sub,
  sum,
  type Tensor,
  where,
} from "@tensorflow/tfjs-core";
import { broadcastShape, define, type ReferenceArray } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";

/** Equal, broadcast against each other, and against a vector and a scalar. */
const PAIRS: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [3, 5],
    [3, 5],
  ],
  [
    [2, 1, 5],
    [4, 1],
  ],
  [[5], [3, 5]],
  [[2, 3, 4], []],
];

const binary = (
  name: string,
  compute: (a: Tensor, b: Tensor) => Tensor,
  value: (a: number, b: number) => number,
  within: readonly [number, number] = [-2, 2],
): Agreement[] =>
  PAIRS.map((inputs) => ({
    name: `${name} of [${inputs[0]}] and [${inputs[1]}]`,
    inputs,
    within,
    compute: (a, b) => compute(a as Tensor, b as Tensor),
    define: (a, b) =>
      define(broadcastShape(...inputs), (...index) =>
        value((a as ReferenceArray).at(...index), (b as ReferenceArray).at(...index)),
      ),
  }));

const float = (x: Tensor): Tensor => cast(x, "float32");

const arithmetic = (): Agreement[] => [
  ...binary("add", add, (a, b) => a + b),
  ...binary("sub", sub, (a, b) => a - b),
  ...binary("mul", mul, (a, b) => a * b),
  ...binary("div", div, (a, b) => a / b, [0.5, 2]),
  ...binary("squaredDifference", squaredDifference, (a, b) => (a - b) ** 2),
  ...binary("maximum", maximum, Math.max),
  ...binary("minimum", minimum, Math.min),
  ...binary("pow", pow, (a, b) => a ** b, [0.3, 2]),
  ...binary("atan2", atan2, Math.atan2, [0.3, 2]),
  ...binary("mod", mod, (a, b) => a - b * Math.floor(a / b), [0.3, 2]),
  {
    name: "pow with a negative base and a whole exponent",
    inputs: [[7]],
    compute: (x) => pow(x as Tensor, 3),
    define: (x) => define([7], (i) => (x as ReferenceArray).at(i as number) ** 3),
  },
  {
    name: "addN with an input twice",
    inputs: [[4], [4]],
    compute: (a, b) => addN([a as Tensor, b as Tensor, a as Tensor]),
    define: (a, b) =>
      define(
        [4],
        (i) => 2 * (a as ReferenceArray).at(i as number) + (b as ReferenceArray).at(i as number),
      ),
  },
];

/** What is piecewise constant stops gradients, and does not stop the differentiation. */
const choices = (): Agreement[] => [
  ...binary(
    "where, with the differentiated tensor in the condition",
    (a, b) => where(greater(a, b), mul(a, a), neg(b)),
    (a, b) => (a > b ? a * a : -b),
  ),
  ...binary(
    "comparisons",
    (a, b) => mul(mul(float(less(a, b)), float(notEqual(a, 0))), exp(a)),
    (a, b) => (a < b ? Math.exp(a) : 0),
  ),
  ...binary("floorDiv", floorDiv, (a, b) => Math.floor(a / b), [0.3, 2]),
  {
    name: "where, when the branch not taken overflows",
    inputs: [[9]],
    within: [-100, 100],
    compute: (x) => where(less(x as Tensor, 1), exp(minimum(x as Tensor, 1)), x as Tensor),
    define: (x) =>
      define([9], (i) => {
        const value = (x as ReferenceArray).at(i as number);
        return value < 1 ? Math.exp(value) : value;
      }),
  },
  {
    name: "oneHot of argMax",
    inputs: [[3, 5]],
    compute: (x) => sum(mul(float(oneHot(argMax(x as Tensor, 1), 5)), x as Tensor), 1),
    define: (x) =>
      define([3], (i) =>
        Math.max(...[0, 1, 2, 3, 4].map((j) => (x as ReferenceArray).at(i as number, j))),
      ),
  },
];

/** Kernels of two tensors that broadcast, and choices between them. */
export const arithmeticAgreements = (): Agreement[] => [...arithmetic(), ...choices()];
