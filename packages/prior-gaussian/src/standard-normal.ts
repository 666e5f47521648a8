import { type Tensor2D, zeros } from "@tensorflow/tfjs-core";
import type { Distribution } from "@textvae/core";
import { diagonalGaussian } from "./diagonal-gaussian.ts";

/** N(0, I) over `size` dimensions, a batch of one. */
export const standardNormal = (size: number): Distribution =>
  diagonalGaussian({
    mean_BZ: zeros<Tensor2D["rankType"]>([1, size]),
    logStd_BZ: zeros<Tensor2D["rankType"]>([1, size]),
  });
