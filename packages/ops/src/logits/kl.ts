import {
  abs,
  add,
  expandDims,
  less,
  mul,
  neg,
  notEqual,
  sub,
  sum,
  type Tensor,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { excessSeries } from "../exponential-excess.ts";
import { defineOp } from "../op.ts";
import { ofOne, pairOf } from "./bits.ts";
import { normal, wherePossible } from "./normal.ts";

/** d = ln p − ln q of each class, with the probabilities and whether d is small. */
interface Comparison {
  readonly q: Tensor;
  readonly p: Tensor;
  readonly d: Tensor;
  readonly isNear: Tensor;
}

/**
 * The difference of the logits is exact where they are close; what rounding there is in the
 * difference of the normalisers is common to all classes, and leaves Σ q (eᵈ − 1 − d) as it is up
 * to its square.
 */
const compare = (logitsQ: Tensor, logitsP: Tensor): Comparison => {
  const [atQ, atP] = [normal(logitsQ), normal(logitsP)];
  const normalisers = add(sub(atP.top, atQ.top), sub(atP.logSum, atQ.logSum));
  const d = sub(sub(logitsP, logitsQ), normalisers);
  return { q: atQ.q, p: atP.q, d, isNear: less(abs(d), 1) };
};

/** Σ q (eᵈ − 1 − d): as Σ p = Σ q it is Σ q (ln q − ln p), but no term is below zero. */
const value = ({ q, p, d, isNear }: Comparison): Tensor => {
  const far = where(notEqual(q, 0), sub(sub(p, q), mul(q, d)), p);
  return sum(where(isNear, mul(q, excessSeries(d)), far), -1);
};

/** Derivatives in the logits of q, −q (d + KL), and in those of p, p − q. */
const slopes = (comparison: Comparison) => {
  const { q, p, d, isNear } = comparison;
  const ofQ = () => neg(wherePossible(q, mul(q, add(d, expandDims(value(comparison), -1)))));
  const ofP = () => where(isNear, mul(q, add(d, excessSeries(d))), sub(p, q));
  return { ofQ, ofP };
};

const klOp = defineOp<{ q: Tensor; p: Tensor }, object, "q" | "p">({
  kernelName: "TextvaeKlOfLogits",
  portable: ({ q, p }) => [value(compare(q, p))],
  saves: { inputs: ["q", "p"] },
  gradient: ([dy], { inputs: { q, p } }) => {
    const { ofQ, ofP } = slopes(compare(q, p));
    const each = expandDims(dy as Tensor, -1);
    return { q: () => mul(each, ofQ()), p: () => mul(each, ofP()) };
  },
});

const bitsOp = defineOp<{ q: Tensor; p: Tensor }, object, "q" | "p">({
  kernelName: "TextvaeKlOfBits",
  portable: ({ q, p }) => [value(compare(pairOf(q), pairOf(p)))],
  saves: { inputs: ["q", "p"] },
  gradient: ([dy], { inputs: { q, p } }) => {
    const { ofQ, ofP } = slopes(compare(pairOf(q), pairOf(p)));
    return {
      q: () => mul(dy as Tensor, ofOne(ofQ())),
      p: () => mul(dy as Tensor, ofOne(ofP())),
    };
  },
});

/** p in the shape of q, which may have more rows. */
const alike = (q: Tensor, p: Tensor): { q: Tensor; p: Tensor } => {
  const shape = zerosLike(q);
  return { q: q.shape.join() === p.shape.join() ? q : add(q, zerosLike(p)), p: add(p, shape) };
};

/**
 * KL(softmax(q) ‖ softmax(p)) over the last axis, in nats: never negative, and accurate relative
 * to itself where the two are close. A logit of −∞ is a class that never comes: it counts as
 * nothing where q has it and takes no gradient; where p has it and q has not, the KL is ∞ and its
 * gradient is not finite. Shapes that differ are broadcast.
 *
 * @example
 * klOfLogits(tensor1d([-Infinity, 0, Math.log(3)]), tensor1d([0, 0, 0])); // 0.5363
 */
export const klOfLogits = (q: Tensor, p: Tensor): Tensor => klOp(alike(q, p), {})[0] as Tensor;

/**
 * KL of one bit to another, by entry, from the log-odds of each; ±∞ is a certain bit. Otherwise
 * as {@link klOfLogits}.
 *
 * @example
 * klOfBits(scalar(0.001), scalar(0)); // 1.25e-7
 */
export const klOfBits = (q: Tensor, p: Tensor): Tensor => bitsOp(alike(q, p), {})[0] as Tensor;
