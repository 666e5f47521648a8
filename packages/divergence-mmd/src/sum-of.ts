import { add, mul, type Scalar, type Tensor1D, tidy } from "@tensorflow/tfjs-core";
import {
  at,
  type Divergence,
  type DivergenceValue,
  definePlugin,
  isDivergence,
  isWeight,
  type Plugin,
  reportedBy,
  type Schedule,
  schedulesOf,
  WEIGHT,
} from "@textvae/core";
import * as v from "valibot";

export interface Term {
  readonly divergence: Divergence;
  /** A number ≥ 0 or a function of the step. Default 1. */
  readonly weight?: number | Schedule | undefined;
}

export interface SumOfOptions {
  readonly terms: readonly Term[];
}

const term = v.strictObject({
  divergence: v.custom<Divergence>(isDivergence, "a divergence"),
  weight: v.optional(v.custom<number | Schedule>(isWeight, WEIGHT), 1),
});

const options: v.GenericSchema<SumOfOptions, { terms: Required<Term>[] }> = v.strictObject({
  terms: v.pipe(v.array(term), v.minLength(1)),
});

/**
 * The sum Σ_i w_i(step) · D_i of several divergences.
 *
 * What it reports per item is unweighted: the sum of those terms that make −log p(x|z) a bound,
 * where there are any (KL beside MMD is KL), else of all, if each has a part per item. Its loss is
 * a bound where every term is one and their fixed weights add up to 1 or more: each term is
 * KL(q‖p) or more, which is never negative, so that Σ w_i D_i ≥ (Σ w_i) KL. A schedule may be 0 and
 * counts as nothing; a term without a bound might be negative, and leaves nothing to be said.
 *
 * @example
 * const divergence = sumOf({ terms: [{ divergence: kl(), weight: 0.8 }, { divergence: mmd() }] });
 */
export const sumOf: Plugin<SumOfOptions, Divergence> = definePlugin({
  kind: "divergence",
  name: "sum",
  version: "0.1.0",
  description: "A weighted sum of divergences",
  options,
  create: ({ terms }): Divergence => {
    const all = terms.map(({ divergence }) => reportedBy(divergence));
    const bounds = all.some(({ bound }) => bound);
    const isReported = all.map(({ bound }) => bound === bounds);
    return {
      bound: terms.every(({ divergence }) => divergence.bound) && fixedWeight(terms) >= 1,
      reported: {
        name: all
          .filter((_, i) => isReported[i])
          .map(({ name }) => name)
          .join(" + "),
        bound: bounds,
      },
      ...(terms.every(({ divergence }) => divergence.weighsItems) && { weighsItems: true }),
      schedules: terms.flatMap(({ divergence, weight }) => schedulesOf(divergence, weight ?? 1)),
      between: (q, p, context) => {
        let exact = true;
        const summed = tidy(() => {
          const values = terms.map(({ divergence }, i) =>
            divergence.between(q, p, { ...context, rng: context.rng.stream(`term ${i}`) }),
          );
          const told = values.filter((_, i) => isReported[i]);
          exact = told.every(({ estimator }) => estimator === "closed form");
          const weighted = values.map(({ value }, i) =>
            mul(value, at(terms[i]?.weight ?? 1, context.step)),
          );
          const perExample_B = perExample(told);
          return {
            value: weighted.reduce((a, b) => add(a, b)) as Scalar,
            ...(perExample_B && { perExample_B }),
          };
        });
        return { ...summed, estimator: exact ? "closed form" : "Monte Carlo" };
      },
    };
  },
});

/** Σ of the weights that are numbers, to the rounding of a few decimals such as 0.7 + 0.2 + 0.1. */
const fixedWeight = (terms: readonly Term[]): number =>
  terms.reduce((sum, { weight = 1 }) => (typeof weight === "number" ? sum + weight : sum), 1e-12);

const perExample = (values: readonly DivergenceValue[]): Tensor1D | undefined => {
  const parts = values.flatMap(({ perExample_B }) => (perExample_B ? [perExample_B] : []));
  return parts.length === values.length ? parts.reduce((a, b) => add(a, b)) : undefined;
};
