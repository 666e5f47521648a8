import { add } from "@tensorflow/tfjs-core";
import { requireWhole } from "@textvae/ops";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Divergence } from "../contracts/divergence.ts";
import type { Distribution } from "../contracts/latent.ts";
import type { Estimator, Objective, Terms } from "../contracts/objective.ts";
import type { Schedule } from "../contracts/schedule.ts";
import type { Model } from "../model/model.ts";
import { type Described, described } from "../plugin/described.ts";
import { DIVERGENCE, oneOf, optional, type Rules, WEIGHING, WHOLE } from "../plugin/rules.ts";
import { schedulesOf } from "../schedules/scheduled.ts";
import { withCondition } from "./condition.ts";
import { posteriorOf } from "./posterior-of.ts";
import { regularised } from "./regularised.ts";
import { reportedBy } from "./reported.ts";

/**
 * How several samples of a posterior are used: their log-likelihoods averaged (a bound), or
 * their codes averaged and decoded once, as in published code (not a bound: the divergence of
 * one sample is charged for a code that knows more).
 */
export type Combine = "meanLogLikelihood" | "meanLatent";

export interface ElboOptions {
  readonly divergence: Divergence;
  /** Weight of the divergence in the loss; never part of the reported numbers. */
  readonly beta?: number | Schedule;
  readonly samples?: number;
  readonly combine?: Combine;
}

export const ELBO: Rules<ElboOptions> = {
  divergence: DIVERGENCE,
  beta: optional(WEIGHING),
  samples: optional(WHOLE),
  combine: optional(oneOf(["meanLogLikelihood", "meanLatent"])),
};

/**
 * The evidence lower bound, as a loss: −E_q[log p(x|z)] + β·D(q(z|x), p(z)), in nats per item.
 *
 * Source: "Auto-Encoding Variational Bayes", Kingma and Welling, 2014,
 * https://arxiv.org/abs/1312.6114
 *
 * @example
 * const objective = elbo({ divergence: kl(), beta: linear({ from: 0, to: 1, steps: 10_000 }) });
 */
export const elbo: Described<ElboOptions, Objective> = described(
  "objective",
  "elbo",
  "Evidence lower bound",
  (options: ElboOptions): Objective => {
    const terms = elboTerms(options);
    return {
      needs: ["encoder", "prior"],
      differentiatesSamples: true,
      needsDensity: reportedBy(options.divergence).bound,
      schedules: schedulesOf(options.divergence, options.beta ?? 1),
      divergenceName: reportedBy(options.divergence).name,
      terms(model, batch, context) {
        const conditioned = withCondition(model, batch, context);
        return terms(model, posteriorOf(model, batch, conditioned), batch, conditioned);
      },
    };
  },
  ELBO,
);

/** The terms of the ELBO at a posterior, in a context that has the condition. */
export const elboTerms = (
  options: ElboOptions,
): ((model: Model, q: Distribution, batch: Batch, conditioned: Context) => Terms) => {
  const { divergence, beta = 1, samples = 1, combine = "meanLogLikelihood" } = options;
  requireWhole("elbo.samples", samples);
  const average = combine === "meanLatent" && samples > 1;

  return (model, q, batch, conditioned) => {
    const p = model.prior(conditioned.c_BC);
    const parts = { q, p, divergence, weight: beta, samples, average };
    const { measured, ...terms } = regularised(model, batch, conditioned, parts);
    const { perExample_B, estimator } = measured;
    const { reconstruction_B } = terms;
    return {
      ...terms,
      ...(perExample_B && { divergence_B: perExample_B }),
      nll_B: perExample_B ? add(reconstruction_B, perExample_B) : reconstruction_B,
      estimator: perExample_B
        ? describe(samples, average, q, divergence, estimator)
        : { name: "reconstruction, without the divergence", bound: false },
    };
  };
};

const describe = (
  samples: number,
  average: boolean,
  q: Distribution,
  divergence: Divergence,
  estimator: "closed form" | "Monte Carlo",
): Estimator => {
  const drawn = `${samples} ${q.relaxes ? "relaxed " : ""}sample${samples === 1 ? "" : "s"}`;
  const { name: called, bound } = reportedBy(divergence);
  const standIn = estimator === "closed form" ? q.klStandIn : undefined;
  const name = `${estimator} ${standIn ?? called}`;
  return average
    ? { name: `mean of ${drawn} decoded, ${name} of one`, bound: false }
    : { name: `ELBO, ${drawn}, ${name}`, bound: bound && !q.relaxes && standIn === undefined };
};
