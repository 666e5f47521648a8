import {
  expandDims,
  matMul,
  mul,
  squeeze,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { affine } from "./affine.ts";
import { checkIntegers, checkRank, checkShapes } from "./check.ts";
import { crossEntropy, type Targets } from "./cross-entropy.ts";
import { defineOp } from "./op.ts";

type Inputs = { h_NH: Tensor2D; kernel_HV: Tensor2D; bias_V: Tensor1D };

/**
 * One of the three gradients. With R = softmax − one-hot as `residual`, the gradient by the
 * logits is the rows of R times dy, so that dy may scale the small factor of each product.
 */
const vocabularyCrossEntropyGrad = defineOp<
  Inputs & { dy_N: Tensor1D; residual: Tensor },
  Targets & { of: keyof Inputs }
>({
  kernelName: "TextvaeVocabularyCrossEntropyGrad",
  portable: ({ dy_N, h_NH, kernel_HV, residual }, { of }) => {
    const residual_NV = residual as Tensor2D;
    const dy_N1 = expandDims(dy_N, 1) as Tensor2D;
    switch (of) {
      case "h_NH":
        return [mul(matMul(residual_NV, kernel_HV, false, true), dy_N1)];
      case "kernel_HV":
        return [matMul(mul(h_NH, dy_N1), residual_NV, true)];
      case "bias_V":
        return [squeeze(matMul(dy_N1, residual_NV, true), [0])];
    }
  },
});

/**
 * A backend may replace this kernel and its gradient kernel together and choose what passes
 * between them: one residual of any shape. The portable kernels keep R, `[N, V]`; kernels that
 * go through the vocabulary in blocks need only the log-normaliser, `[N]`.
 */
const vocabularyCrossEntropyOp = defineOp<Inputs, Targets, keyof Inputs>({
  kernelName: "TextvaeVocabularyCrossEntropy",
  portable: ({ h_NH, kernel_HV, bias_V }, attrs) =>
    crossEntropy(affine(h_NH, kernel_HV, bias_V), attrs),
  saves: { inputs: ["h_NH", "kernel_HV", "bias_V"] },
  gradient: ([dy_N], { inputs, residuals: [residual] }, { targets }) => {
    const grad = (of: keyof Inputs) => () =>
      vocabularyCrossEntropyGrad(
        { ...inputs, dy_N: dy_N as Tensor1D, residual: residual as Tensor },
        { targets, of },
      )[0] as Tensor;
    return { h_NH: grad("h_NH"), kernel_HV: grad("kernel_HV"), bias_V: grad("bias_V") };
  },
});

/**
 * The negative log-probability of words under a projection to the vocabulary,
 * `−log softmax(h·W + b)[target]`, in nats: projection and cross-entropy as one operation, the
 * costliest of a text model.
 *
 * @param h_NH - features, `[N, H]`
 * @param kernel_HV - W, `[H, V]`
 * @param bias_V - b, `[V]`
 * @param targets - N word ids, 0 … V − 1
 * @returns `[N]`
 * @throws TextvaeError `SHAPE`
 * @example
 * const nll_N = vocabularyCrossEntropy(h_NH, kernel_HV, bias_V, Int32Array.of(7, 2, 0));
 */
export const vocabularyCrossEntropy = (
  h_NH: Tensor2D,
  kernel_HV: Tensor2D,
  bias_V: Tensor1D,
  targets: Int32Array,
): Tensor1D => {
  const where = "vocabularyCrossEntropy";
  checkRank(where, "h_NH", h_NH, 2);
  checkRank(where, "kernel_HV", kernel_HV, 2);
  const [count, features] = h_NH.shape;
  const size = kernel_HV.shape[1];
  checkShapes(where, { kernel_HV: [kernel_HV, [features, size]], bias_V: [bias_V, [size]] });
  checkIntegers(where, "target", targets, { low: 0, high: size - 1, count });
  return vocabularyCrossEntropyOp({ h_NH, kernel_HV, bias_V }, { targets })[0] as Tensor1D;
};
