import type { Tensor2D } from "@tensorflow/tfjs-core";
import { flag, floats, type Operand, type TensorFlow } from "../tensorflow.ts";

/** x·W, and + b where there is one. */
export const affine = (
  tensorflow: TensorFlow,
  x_NI: Operand,
  kernel_IO: Operand,
  bias_O?: Operand,
): Tensor2D => {
  const T = floats(tensorflow);
  const transposes = ["a", "b"].map((name) => flag(tensorflow, `transpose_${name}`, false));
  const [product_NO] = tensorflow.executeMultipleOutputs(
    "MatMul",
    [T, ...transposes],
    [x_NI, kernel_IO],
    1,
  ) as [Tensor2D];
  if (!bias_O) return product_NO;
  const [y_NO] = tensorflow.executeMultipleOutputs("BiasAdd", [T], [product_NO, bias_O], 1);
  product_NO.dispose();
  return y_NO as Tensor2D;
};
