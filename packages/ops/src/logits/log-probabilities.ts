import { mul, sub, sum, type Tensor } from "@tensorflow/tfjs-core";
import { defineOp } from "../op.ts";
import { normal } from "./normal.ts";

const logProbabilitiesOp = defineOp<{ logits: Tensor }, object, "logits">({
  kernelName: "TextvaeLogProbabilities",
  portable: ({ logits }) => [normal(logits).logQ],
  saves: { inputs: ["logits"] },
  gradient: ([dy], { inputs: { logits } }) => ({
    logits: () => sub(dy as Tensor, mul(normal(logits).q, sum(dy as Tensor, -1, true))),
  }),
});

/**
 * ln softmax(l) over the last axis, accurate relative to itself for a class that is almost
 * certain too. A logit of −∞ is a class that never comes.
 *
 * @example
 * logProbabilities(tensor1d([20, 0])); // [−2.06e-9, −20]
 */
export const logProbabilities = <T extends Tensor>(logits: T): T =>
  logProbabilitiesOp({ logits }, {})[0] as T;
