import { add, relu, type Tensor1D, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";
import type { Scope } from "@textvae/core";
import { linearHead, uniformInitializer, zerosInitializer } from "@textvae/layers";

/** The parameters of one dilated causal convolution. */
export interface Convolution {
  readonly kernel_KFF: Tensor3D;
  readonly bias_F: Tensor1D;
  readonly dilation: number;
}

/** How a convolution sees the past: that of whole sentences, or what a generator remembers. */
export type Convolve = (convolution: Convolution, x_NF: Tensor2D) => Tensor2D;

interface BlockSizes {
  readonly hidden: number;
  readonly filters: number;
  readonly kernel: number;
}

/** h + widen(relu(convolve(relu(narrow(h))))), `[N, H]`; narrow and widen look at one step each. */
export const buildBlock = (
  scope: Scope,
  { hidden, filters, kernel }: BlockSizes,
  dilation: number,
): ((h_NH: Tensor2D, convolve: Convolve, drop: (x: Tensor2D) => Tensor2D) => Tensor2D) => {
  const narrow = linearHead(scope.child("narrow"), hidden, filters);
  const shape = [kernel, filters, filters];
  const initializer = uniformInitializer(1 / Math.sqrt(kernel * filters));
  const convolution: Convolution = {
    kernel_KFF: scope.variable("convolution.kernel", shape, initializer) as Tensor3D,
    bias_F: scope.variable("convolution.bias", [filters], zerosInitializer) as Tensor1D,
    dilation,
  };
  const widen = linearHead(scope.child("widen"), filters, hidden);
  return (h_NH, convolve, drop) => {
    const y_NF = relu(convolve(convolution, relu(narrow(h_NH))));
    return add(h_NH, drop(widen(y_NF)));
  };
};
