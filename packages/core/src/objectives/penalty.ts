import { add, mean, type Scalar } from "@tensorflow/tfjs-core";
import type { Distribution } from "../contracts/distribution.ts";

/** The loss with the auxiliary loss of the family in it, where it has one. */
export const withPenalty = (loss: Scalar, q: Distribution): Scalar =>
  q.penalty ? add(loss, mean(q.penalty())) : loss;
