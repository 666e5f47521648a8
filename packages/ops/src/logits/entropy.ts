import { add, expandDims, mul, neg, sum, type Tensor } from "@tensorflow/tfjs-core";
import { defineOp } from "../op.ts";
import { ofOne, pairOf } from "./bits.ts";
import { normal, wherePossible } from "./normal.ts";

/** −Σ q ln q. */
const value = (logits: Tensor): Tensor => {
  const { q, logQ } = normal(logits);
  return neg(sum(wherePossible(q, mul(q, logQ)), -1));
};

/** −q (ln q + H). */
const slope = (logits: Tensor): Tensor => {
  const { q, logQ } = normal(logits);
  return neg(wherePossible(q, mul(q, add(logQ, expandDims(value(logits), -1)))));
};

const entropyOp = defineOp<{ logits: Tensor }, object, "logits">({
  kernelName: "TextvaeEntropyOfLogits",
  portable: ({ logits }) => [value(logits)],
  saves: { inputs: ["logits"] },
  gradient: ([dy], { inputs: { logits } }) => ({
    logits: () => mul(expandDims(dy as Tensor, -1), slope(logits)),
  }),
});

const bitsOp = defineOp<{ logits: Tensor }, object, "logits">({
  kernelName: "TextvaeEntropyOfBits",
  portable: ({ logits }) => [value(pairOf(logits))],
  saves: { inputs: ["logits"] },
  gradient: ([dy], { inputs: { logits } }) => ({
    logits: () => mul(dy as Tensor, ofOne(slope(pairOf(logits)))),
  }),
});

/**
 * The entropy of softmax(l) over the last axis, in nats, accurate relative to itself where one
 * class is almost certain. A logit of −∞ counts as nothing and takes no gradient.
 *
 * @example
 * entropyOfLogits(tensor1d([-Infinity, 0, Math.log(3)])); // 0.5623
 */
export const entropyOfLogits = (logits: Tensor): Tensor => entropyOp({ logits }, {})[0] as Tensor;

/**
 * The entropy of a bit from its log-odds, by entry; ±∞ is a certain bit.
 *
 * @example
 * entropyOfBits(scalar(20)); // 4.33e-8
 */
export const entropyOfBits = (logits: Tensor): Tensor => bitsOp({ logits }, {})[0] as Tensor;
