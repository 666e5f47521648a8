import {
  type Described,
  type Divergence,
  described,
  type Objective,
  posteriorOf,
  reportedBy,
  rules,
  type Schedule,
  schedulesOf,
  withCondition,
} from "@textvae/core";
import { regularised } from "@textvae/core/internals";

export interface PriorLikelihoodOptions {
  /** Between the policy p(z|c) and the family's p(z). */
  readonly divergence: Divergence;
  /** β, the weight of that divergence in the loss. Default 0. */
  readonly beta?: number | Schedule;
}

/**
 * The loss of a latent policy: −E_p(z|c)[log p(x|z)] + β·D(p(z|c), p(z)), in nats per item, with one
 * sample. The second term keeps actions from being too sure; it is added, where the published code
 * for categorical actions in negotiations takes it away and so maximises it.
 *
 * The loss is no ELBO: its samples are drawn without seeing x. What is reported, `nll_B`, is its
 * first term alone, which by Jensen's inequality is no less than −log p(x|c) = −log E_p(z|c)[p(x|z)]
 * where samples are exact. For models made with `latentPolicy`.
 *
 * Source: "Rethinking Action Spaces for Reinforcement Learning in End-to-end Dialog Agents with
 * Latent Variable Models", Zhao, Xie and Eskenazi, 2019, https://arxiv.org/abs/1902.08858
 *
 * @example
 * const objective = priorLikelihood({ divergence: kl(), beta: 0.01 });
 */
export const priorLikelihood: Described<PriorLikelihoodOptions, Objective> = described(
  "objective",
  "prior-likelihood",
  "Likelihood under a latent policy",
  ({ divergence, beta = 0 }: PriorLikelihoodOptions): Objective => ({
    needs: ["encoder", "prior", "condition"],
    differentiatesSamples: true,
    needsDensity: reportedBy(divergence).bound,
    schedules: schedulesOf(divergence, beta),
    divergenceName: `${reportedBy(divergence).name} to p(z)`,
    terms(model, batch, context) {
      const conditioned = withCondition(model, batch, context);
      const policy = posteriorOf(model, batch, conditioned);
      const parts = { q: policy, p: model.prior(), divergence, weight: beta };
      const { measured, ...terms } = regularised(model, batch, conditioned, parts);
      const { perExample_B } = measured;
      return {
        ...terms,
        ...(perExample_B && { divergence_B: perExample_B }),
        nll_B: terms.reconstruction_B,
        estimator: {
          name: `−log p(x|z), 1 ${policy.relaxes ? "relaxed " : ""}sample of p(z|c), no ELBO`,
          bound: !policy.relaxes,
        },
      };
    },
  }),
  { divergence: rules.DIVERGENCE, beta: rules.optional(rules.WEIGHING) },
);
