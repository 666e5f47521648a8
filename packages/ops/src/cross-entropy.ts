import {
  div,
  exp,
  expandDims,
  gatherND,
  log,
  max,
  mul,
  ones,
  scatterND,
  squeeze,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
} from "@tensorflow/tfjs-core";
import { checkIntegers, checkRank } from "./check.ts";
import { defineOp, type Recording } from "./op.ts";

export interface Targets {
  readonly targets: Int32Array;
}

/** −log softmax(logits)[target], and as residual its gradient by the logits: softmax − one-hot. */
export const crossEntropy = (
  logits_NV: Tensor2D,
  { targets, residuals }: Targets & Recording,
): Tensor[] => {
  const indices_N2 = tensor2d(
    Array.from(targets, (target, row) => [row, target]),
    [targets.length, 2],
    "int32",
  );
  const shifted_NV = sub(logits_NV, max(logits_NV, 1, true));
  const exp_NV = exp(shifted_NV);
  const sum_N1 = sum(exp_NV, 1, true);
  const loss_N = sub(log(squeeze(sum_N1, [1])), gatherND(shifted_NV, indices_N2));
  if (!residuals) return [loss_N];
  const oneHot_NV = scatterND(indices_N2, ones(loss_N.shape), logits_NV.shape);
  return [loss_N, sub(div(exp_NV, sum_N1), oneHot_NV)];
};

const softmaxCrossEntropyOp = defineOp<{ logits_NV: Tensor2D }, Targets>({
  kernelName: "TextvaeSoftmaxCrossEntropy",
  portable: ({ logits_NV }, attrs) => crossEntropy(logits_NV, attrs),
  gradient: ([dy_N], { residuals: [residual_NV] }) => ({
    logits_NV: () => mul(residual_NV as Tensor, expandDims(dy_N as Tensor, 1)),
  }),
});

/**
 * The negative log-probability of each row's target, `−log softmax(logits)[target]`, in nats.
 *
 * @param logits_NV - `[N, V]`; −∞ forbids a word that is not a target
 * @param targets - N word ids, 0 … V − 1
 * @returns `[N]`
 * @throws TextvaeError `SHAPE`
 * @example
 * softmaxCrossEntropy(tensor2d([[0, 0]]), Int32Array.of(1)); // [log 2]
 */
export const softmaxCrossEntropy = (logits_NV: Tensor2D, targets: Int32Array): Tensor1D => {
  checkRank("softmaxCrossEntropy", "logits_NV", logits_NV, 2);
  const [count, size] = logits_NV.shape;
  checkIntegers("softmaxCrossEntropy", "target", targets, { low: 0, high: size - 1, count });
  return softmaxCrossEntropyOp({ logits_NV }, { targets })[0] as Tensor1D;
};
