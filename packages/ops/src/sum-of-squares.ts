import { type Scalar, square, sum, type Tensor } from "@tensorflow/tfjs-core";
import { defineOp } from "./op.ts";

const sumOfSquaresOp = defineOp<{ x: Tensor }, object>({
  kernelName: "TextvaeSumOfSquares",
  portable: ({ x }) => [sum(square(x))],
});

/**
 * `Σ x²` over all entries, e.g. of a gradient; not differentiable.
 *
 * @example
 * sumOfSquares(tensor1d([3, 4])); // 25
 */
export const sumOfSquares = (x: Tensor): Scalar => sumOfSquaresOp({ x }, {})[0] as Scalar;
