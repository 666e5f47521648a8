import { abs, add, exp, less, mul, square, sub, type Tensor, where } from "@tensorflow/tfjs-core";
import { defineOp } from "./op.ts";

/** 1/k! from 11 down to 2: on |x| < 1 the rest is below 1e-8 of the sum. */
const COEFFICIENTS = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((k) => {
  let factorial = 1;
  for (let i = 2; i <= k; i++) factorial *= i;
  return 1 / factorial;
});

const isSmall = (x: Tensor): Tensor => less(abs(x), 1);

/** x² (1/2! + x/3! + x²/4! + …), which is positive on |x| < 1. */
export const excessSeries = (x: Tensor): Tensor => {
  const [highest, ...rest] = COEFFICIENTS as [number, ...number[]];
  const first = add(mul(x, highest), rest[0] as number);
  const series = rest.slice(1).reduce<Tensor>((sum, c) => add(mul(x, sum), c), first);
  return mul(square(x), series);
};

const excessOp = defineOp<{ x: Tensor }, object, "x">({
  kernelName: "TextvaeExponentialExcess",
  portable: ({ x }) => [where(isSmall(x), excessSeries(x), sub(sub(exp(x), 1), x))],
  saves: { inputs: ["x"] },
  gradient: ([dy], { inputs: { x } }) => ({
    x: () => mul(dy as Tensor, where(isSmall(x), add(x, excessSeries(x)), sub(exp(x), 1))),
  }),
});

/**
 * eˣ − 1 − x, never negative and accurate relative to itself: near 0, where it is x²/2, by its
 * series, which needs no accurate exponential or logarithm of the backend. Closed-form KLs are
 * sums of it.
 *
 * @example
 * exponentialExcess(tensor1d([1e-4])); // 5.0002e-9
 */
export const exponentialExcess = <T extends Tensor>(x: T): T => excessOp({ x }, {})[0] as T;
