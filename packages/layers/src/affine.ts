import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Scope } from "@textvae/core/plugin";
import { linear } from "@textvae/ops";
import { uniformInitializer } from "./initializers.ts";

/** W `[I, O]` and b `[O]`, both drawn from U(−1/√I, 1/√I), as PyTorch draws a linear layer. */
export const affineParameters = (
  scope: Scope,
  inputs: number,
  outputs: number,
): { readonly kernel: Tensor2D; readonly bias: Tensor1D } => {
  const initializer = uniformInitializer(1 / Math.sqrt(inputs));
  return {
    kernel: scope.variable("kernel", [inputs, outputs], initializer) as Tensor2D,
    bias: scope.variable("bias", [outputs], initializer) as Tensor1D,
  };
};

/**
 * The map x ↦ xW + b of {@link affineParameters}. `linearHead` is its like with a bias of zeros.
 *
 * @example
 * const head = affine(scope.child("initial"), latent, hidden);
 */
export const affine = (
  scope: Scope,
  inputs: number,
  outputs: number,
): ((x_BI: Tensor2D) => Tensor2D) => {
  const { kernel, bias } = affineParameters(scope, inputs, outputs);
  return (x_BI) => linear(x_BI, kernel, bias);
};
