import type { Tensor2D } from "@tensorflow/tfjs-core";
import { flag, floats, type Operand, type TensorFlow } from "../tensorflow.ts";

type Product = (tensorflow: TensorFlow, a: Operand, b: Operand) => Tensor2D;

/** One of TensorFlow's two operations for products; each takes up to half as long again as the other. */
const by =
  (operation: "MatMul" | "BatchMatMulV2", transposeA: boolean): Product =>
  (tensorflow, a, b) => {
    const [left, right] =
      operation === "MatMul" ? ["transpose_a", "transpose_b"] : ["adj_x", "adj_y"];
    const attributes = [
      floats(tensorflow),
      flag(tensorflow, left as string, transposeA),
      flag(tensorflow, right as string, false),
    ];
    return tensorflow.executeMultipleOutputs(operation, attributes, [a, b], 1)[0] as Tensor2D;
  };

/** a·b of matrices. */
export const product: Product = by("BatchMatMulV2", false);

/** a·b where a has few rows. */
export const smallProduct: Product = by("MatMul", false);

/** aᵀ·b. */
export const productOfTransposed: Product = by("MatMul", true);

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
