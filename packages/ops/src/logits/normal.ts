import {
  add,
  argMax,
  div,
  exp,
  less,
  log,
  max,
  mul,
  notEqual,
  square,
  sub,
  sum,
  type Tensor,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { oneHotRows } from "../one-hot-rows.ts";

/** Probabilities of a row of logits with what tells them apart from 0 and 1. */
export interface Normal {
  /** The largest logit, `[…, 1]`. */
  readonly top: Tensor;
  /** ln Σ exp(l − top), `[…, 1]`. */
  readonly logSum: Tensor;
  /** ln q, `[…, K]`. */
  readonly logQ: Tensor;
  readonly q: Tensor;
}

/** ln(1 + x) for x ≥ 0 by ln(1 + x) = 2 artanh(x/(2 + x)) up to 1: exact on any backend. */
const logOnePlus = (x: Tensor): Tensor => {
  const s = div(x, add(x, 2));
  const s2 = square(s);
  const series = [13, 11, 9, 7, 5, 3, 1].reduce<Tensor>(
    (total, odd) => add(mul(total, s2), 1 / odd),
    zerosLike(x),
  );
  return where(less(x, 1), mul(mul(2, s), series), log(add(1, x)));
};

/**
 * Softmax of the last axis. The sum is that of the classes beside a largest one, so that ln q of
 * a class that is almost certain keeps its digits.
 */
export const normal = (logits: Tensor): Normal => {
  const classes = logits.shape.at(-1) as number;
  const top = max(logits, -1, true);
  const below = sub(logits, top);
  const others = sub(1, oneHotRows(argMax(logits, -1), classes));
  const logSum = logOnePlus(sum(mul(exp(below), others), -1, true));
  const logQ = sub(below, logSum);
  return { top, logSum, logQ, q: exp(logQ) };
};

/** x where q is above zero, else 0: 0 · ∞ counts as nothing. A q of NaN stays one. */
export const wherePossible = (q: Tensor, x: Tensor): Tensor =>
  where(notEqual(q, 0), x, zerosLike(x));
