import { matMul, sum, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import { affine } from "./affine.ts";
import { checkRank, checkShapes } from "./check.ts";
import { defineOp } from "./op.ts";

type Inputs = { x_NI: Tensor2D; kernel_IO: Tensor2D; bias_O?: Tensor1D };

const linearOp = defineOp<Inputs, object, "x_NI" | "kernel_IO">({
  kernelName: "TextvaeLinear",
  portable: ({ x_NI, kernel_IO, bias_O }) => [
    bias_O ? affine(x_NI, kernel_IO, bias_O) : matMul(x_NI, kernel_IO),
  ],
  saves: { inputs: ["x_NI", "kernel_IO"] },
  gradient: ([dy], { inputs: { x_NI, kernel_IO } }) => {
    const dy_NO = dy as Tensor2D;
    return {
      x_NI: () => matMul(dy_NO, kernel_IO, false, true),
      kernel_IO: () => matMul(x_NI, dy_NO, true, false),
      bias_O: () => sum(dy_NO, 0),
    };
  },
});

/**
 * The affine map `y = x·W + b`.
 *
 * @param x_NI - `[N, I]`
 * @param kernel_IO - W, `[I, O]`
 * @param bias_O - b, `[O]`; zero when left out
 * @returns `[N, O]`
 * @throws TextvaeError `SHAPE`
 * @example
 * linear(tensor2d([[1, 2]]), tensor2d([[3], [4]]), tensor1d([5])); // [[16]]
 */
export const linear = (x_NI: Tensor2D, kernel_IO: Tensor2D, bias_O?: Tensor1D): Tensor2D => {
  checkRank("linear", "x_NI", x_NI, 2);
  checkRank("linear", "kernel_IO", kernel_IO, 2);
  const inputs = x_NI.shape[1];
  const outputs = kernel_IO.shape[1];
  checkShapes("linear", { kernel_IO: [kernel_IO, [inputs, outputs]] });
  if (bias_O) checkShapes("linear", { bias_O: [bias_O, [outputs]] });
  return linearOp({ x_NI, kernel_IO, ...(bias_O && { bias_O }) }, {})[0] as Tensor2D;
};
