import type { Tensor2D } from "@tensorflow/tfjs-core";
import { flag, floats, type Operand, type TensorFlow } from "../tensorflow.ts";

/**
 * a·b of matrices, or aᵀ·b. TensorFlow has two operations for products, MatMul and BatchMatMulV2,
 * and each takes up to half as long again as the other: MatMul is the faster with aᵀ only.
 */
export const product = (
  tensorflow: TensorFlow,
  a: Operand,
  b: Operand,
  { transposeA = false }: { readonly transposeA?: boolean } = {},
): Tensor2D => {
  const [operation, left, right] = transposeA
    ? ["MatMul", "transpose_a", "transpose_b"]
    : ["BatchMatMulV2", "adj_x", "adj_y"];
  const [y] = tensorflow.executeMultipleOutputs(
    operation as string,
    [
      floats(tensorflow),
      flag(tensorflow, left as string, transposeA),
      flag(tensorflow, right as string, false),
    ],
    [a, b],
    1,
  );
  return y as Tensor2D;
};

/** x·W, and + b where there is one. */
export const affine = (
  tensorflow: TensorFlow,
  x_NI: Operand,
  kernel_IO: Operand,
  bias_O?: Operand,
): Tensor2D => {
  const product_NO = product(tensorflow, x_NI, kernel_IO);
  if (!bias_O) return product_NO;
  const [y_NO] = tensorflow.executeMultipleOutputs(
    "BiasAdd",
    [floats(tensorflow)],
    [product_NO, bias_O],
    1,
  );
  product_NO.dispose();
  return y_NO as Tensor2D;
};
