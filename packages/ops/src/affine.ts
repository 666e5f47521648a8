import { engine, reshape, type Tensor, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";

/**
 * x·W + b by the fused kernel of tfjs, for the bodies of kernels: it has no gradient. The same as
 * `fused.matMul` of tfjs, which brings all of its fused convolutions into a bundle.
 */
export const affine = (x_NI: Tensor2D, kernel_IO: Tensor2D, bias_O: Tensor1D): Tensor2D => {
  const [a, b] = [x_NI, kernel_IO].map((matrix) => reshape(matrix, [1, ...matrix.shape]));
  const attrs = { transposeA: false, transposeB: false, activation: "linear", leakyreluAlpha: 0.2 };
  const inputs = { a: a as Tensor, b: b as Tensor, bias: bias_O };
  const product = engine().runKernel("_FusedMatMul", inputs, attrs) as Tensor;
  return reshape(product, [x_NI.shape[0], kernel_IO.shape[1]]);
};
