export { causalConvolution } from "./causal-convolution.ts";
export { directionalDerivative, partialDerivative, type Values } from "./central-difference.ts";
export { crossEntropy, logSumExp } from "./cross-entropy.ts";
export { lstm } from "./lstm.ts";
export { affine, matmul } from "./matmul.ts";
export { dot, testNumbers } from "./numbers.ts";
