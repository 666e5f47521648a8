import {
  abs,
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atanh,
  cast,
  ceil,
  clipByValue,
  clone,
  cos,
  cosh,
  elu,
  erf,
  exp,
  expm1,
  floor,
  leakyRelu,
  log,
  log1p,
  neg,
  onesLike,
  prelu,
  reciprocal,
  relu,
  relu6,
  round,
  rsqrt,
  selu,
  sigmoid,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  square,
  step,
  type Tensor,
  tan,
  tanh,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { define, type ReferenceArray, total } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";

/** Odd, above one block of four, and not square. */
const SHAPE = [3, 7];

const unary = (
  name: string,
  compute: (x: Tensor) => Tensor,
  value: (x: number) => number,
  within: readonly [number, number] = [-3, 3],
): Agreement => ({
  name: `${name} in [${within}]`,
  inputs: [SHAPE],
  within,
  compute: (x) => compute(x as Tensor),
  define: (x) => define(SHAPE, (i, j) => value((x as ReferenceArray).at(i as number, j as number))),
});

/** 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)) */
const errorFunction = (x: number): number => {
  let power = x;
  return (
    (2 / Math.sqrt(Math.PI)) *
    total(60, (n) => {
      const term = power / (2 * n + 1);
      power *= -(x * x) / (n + 1);
      return term;
    })
  );
};

// Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks", 2017.
const selfNormalizing = (x: number): number =>
  1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x));

/** Kernels of one tensor that act on each entry by itself. */
export const elementwiseAgreements = (): Agreement[] => [
  unary("abs", abs, Math.abs),
  unary("neg", neg, (x) => -x),
  unary("square", square, (x) => x * x),
  unary("sqrt", sqrt, Math.sqrt, [0.1, 3]),
  unary("rsqrt", rsqrt, (x) => 1 / Math.sqrt(x), [0.2, 3]),
  unary("reciprocal", reciprocal, (x) => 1 / x, [0.3, 3]),
  unary("exp", exp, Math.exp),
  unary("expm1", expm1, Math.expm1),
  unary("log", log, Math.log, [0.1, 3]),
  unary("log1p", log1p, Math.log1p, [-0.8, 3]),
  unary("erf", erf, errorFunction),
  unary("sin", sin, Math.sin),
  unary("cos", cos, Math.cos),
  unary("tan", tan, Math.tan, [-1, 1]),
  unary("asin", asin, Math.asin, [-0.9, 0.9]),
  unary("acos", acos, Math.acos, [-0.9, 0.9]),
  unary("atan", atan, Math.atan),
  unary("sinh", sinh, Math.sinh),
  unary("cosh", cosh, Math.cosh),
  unary("asinh", asinh, Math.asinh),
  unary("acosh", acosh, Math.acosh, [1.2, 4]),
  unary("atanh", atanh, Math.atanh, [-0.8, 0.8]),
  unary("sigmoid", sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  unary("sigmoid", sigmoid, (x) => 1 / (1 + Math.exp(-x)), [-80, 80]),
  unary("tanh", tanh, Math.tanh),
  unary("tanh", tanh, Math.tanh, [-80, 80]),
  unary("softplus", softplus, (x) => Math.log1p(Math.exp(x))),
  unary(
    "softplus",
    softplus,
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    [-80, 80],
  ),
  unary("relu", relu, (x) => Math.max(x, 0)),
  unary("relu6", relu6, (x) => Math.min(Math.max(x, 0), 6), [-3, 9]),
  unary(
    "leakyRelu",
    (x) => leakyRelu(x, 0.3),
    (x) => (x > 0 ? x : 0.3 * x),
  ),
  unary("elu", elu, (x) => (x > 0 ? x : Math.expm1(x))),
  unary("selu", selu, selfNormalizing),
  unary(
    "clipByValue",
    (x) => clipByValue(x, -1, 2),
    (x) => Math.min(Math.max(x, -1), 2),
  ),
  unary("clone", clone, (x) => x),
  unary(
    "cast to float32",
    (x) => cast(x, "float32"),
    (x) => x,
  ),
  unary("sign", sign, Math.sign),
  unary("step", step, (x) => (x > 0 ? 1 : 0)),
  unary("floor", floor, Math.floor),
  unary("ceil", ceil, Math.ceil),
  unary("round", round, Math.round),
  unary("zerosLike", zerosLike, () => 0),
  unary("onesLike", onesLike, () => 1),
  // tfjs passes the gradient through a cast as it is, so that there is no slope to compare.
  {
    ...unary("cast to int32 and back", (x) => cast(cast(x, "int32"), "float32"), Math.trunc),
    differentiable: false,
  },
  {
    name: "prelu",
    inputs: [SHAPE, [7]],
    compute: (x, alpha) => prelu(x as Tensor, alpha as Tensor),
    define: (x, alpha) =>
      define(SHAPE, (i, j) => {
        const value = (x as ReferenceArray).at(i as number, j as number);
        return value > 0 ? value : value * (alpha as ReferenceArray).at(j as number);
      }),
  },
];
