import { add, mean, type Scalar, type Tensor2D } from "@tensorflow/tfjs-core";
import type { Distribution } from "../contracts/distribution.ts";

/** The loss with the auxiliary loss of the family and its flows in it, at the samples z. */
export const withPenalty = (loss: Scalar, q: Distribution, z_BZ: Tensor2D): Scalar =>
  q.penalty ? add(loss, mean(q.penalty(z_BZ))) : loss;
