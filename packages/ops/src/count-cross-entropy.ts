import {
  div,
  exp,
  expandDims,
  log,
  max,
  mul,
  neg,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
} from "@tensorflow/tfjs-core";
import { checkRank } from "./check.ts";
import { TextvaeError } from "./errors.ts";
import { defineOp } from "./op.ts";

interface Counts {
  readonly counts_BV: Float32Array;
}

/** With n = Σ_v count_v, the residual is the gradient by the logits: n·softmax − counts. */
const countCrossEntropyOp = defineOp<{ logits_BV: Tensor2D }, Counts>({
  kernelName: "TextvaeCountCrossEntropy",
  portable: ({ logits_BV }, { counts_BV: values, residuals }) => {
    const counts_BV = tensor2d(values, logits_BV.shape);
    const shifted_BV = sub(logits_BV, max(logits_BV, 1, true));
    const exp_BV = exp(shifted_BV);
    const sum_B1 = sum(exp_BV, 1, true);
    const loss_B = neg(sum(mul(counts_BV, sub(shifted_BV, log(sum_B1))), 1));
    if (!residuals) return [loss_B];
    const words_B1 = sum(counts_BV, 1, true);
    return [loss_B, sub(mul(exp_BV, div(words_B1, sum_B1)), counts_BV)];
  },
  gradient: ([dy_B], { residuals: [residual_BV] }) => ({
    logits_BV: () => mul(residual_BV as Tensor, expandDims(dy_B as Tensor, 1)),
  }),
});

/**
 * The negative log-probability of bags of words, `−Σ_v count_v log softmax(logits)_v`, in nats: of
 * the words in one given order, without the multinomial coefficient.
 *
 * @param logits_BV - finite, `[B, V]`
 * @param counts_BV - row-major `[B, V]`, not negative
 * @returns `[B]`
 * @throws TextvaeError `SHAPE`
 * @example
 * countCrossEntropy(tensor2d([[0, 0]]), Float32Array.of(2, 1)); // [3 log 2]
 */
export const countCrossEntropy = (logits_BV: Tensor2D, counts_BV: Float32Array): Tensor1D => {
  checkRank("countCrossEntropy", "logits_BV", logits_BV, 2);
  if (counts_BV.length !== logits_BV.size) {
    throw new TextvaeError("SHAPE", "countCrossEntropy", {
      expected: `counts_BV with ${logits_BV.size} entries, as many as the logits`,
      got: String(counts_BV.length),
    });
  }
  return countCrossEntropyOp({ logits_BV }, { counts_BV })[0] as Tensor1D;
};
