import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Scope } from "@textvae/core";
import { affineParameters, fanInInitializer } from "@textvae/layers";
import { linear, vocabularyCrossEntropy } from "@textvae/ops";

/** A cluster of rarer words: a softmax over them alone, of features made narrower. */
export interface Tail {
  /** −log p(target|h, cluster), `[R]`, with targets counted from the first word of the cluster. */
  crossEntropy(h_RH: Tensor2D, targets_R: Int32Array): Tensor1D;
  /** `[N, C]` */
  logits(h_NH: Tensor2D): Tensor2D;
}

interface TailSizes {
  readonly features: number;
  /** What features are made narrower to. */
  readonly width: number;
  readonly words: number;
}

/** softmax((h P) W + b), with P `[H, width]` called `projection`, W `kernel` and b `bias`. */
export const buildTail = (scope: Scope, { features, width, words }: TailSizes): Tail => {
  const shape = [features, width];
  const projection = scope.variable("projection", shape, fanInInitializer) as unknown as Tensor2D;
  const { kernel, bias } = affineParameters(scope, width, words);
  return {
    crossEntropy: (h_RH, targets_R) =>
      vocabularyCrossEntropy(linear(h_RH, projection), kernel, bias, targets_R),
    logits: (h_NH) => linear(linear(h_NH, projection), kernel, bias),
  };
};
