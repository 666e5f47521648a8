import { add, type Scalar, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import type { Distribution } from "../contracts/latent.ts";
import { itemMean } from "./item-mean.ts";

/** The loss with the auxiliary loss of the family and its flows in it, at the samples z. */
export const withPenalty = (
  loss: Scalar,
  q: Distribution,
  z_BZ: Tensor2D,
  weights_B?: Tensor1D,
): Scalar => withAuxiliaryLoss(loss, q.penalty?.(z_BZ), weights_B);

/** The loss with the mean of an auxiliary one in it, where there is one. */
export const withAuxiliaryLoss = (
  loss: Scalar,
  auxiliary_N: Tensor1D | undefined,
  weights_B?: Tensor1D,
): Scalar => (auxiliary_N ? add(loss, itemMean(auxiliary_N, weights_B)) : loss);
