import { add, mean, mul, neg } from "@tensorflow/tfjs-core";
import type { Divergence } from "../contracts/divergence.ts";
import type { Objective } from "../contracts/objective.ts";
import type { Schedule } from "../contracts/schedule.ts";
import { at } from "../schedules/schedule.ts";
import { withCondition } from "./condition.ts";
import { withAuxiliaryLoss, withPenalty } from "./penalty.ts";
import { posteriorOf } from "./posterior-of.ts";
import { reportedBy } from "./reported.ts";

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
export const priorLikelihood = ({ divergence, beta = 0 }: PriorLikelihoodOptions): Objective => ({
  needs: ["encoder", "prior"],
  differentiatesSamples: true,
  divergenceName: `${reportedBy(divergence).name} to p(z)`,
  terms(model, batch, context) {
    const conditioned = withCondition(model, batch, context);
    const policy = posteriorOf(model, batch, conditioned);
    const z_BZ = policy.sample(context.rng.stream("posterior"));
    const reconstruction_B = neg(model.logLikelihood(batch, z_BZ, conditioned));
    const { value, perExample_B } = divergence.between(policy, model.prior(), {
      z_BZ,
      rng: context.rng.stream("divergence"),
      step: context.step,
    });
    const weight = at(beta, context.step);
    return {
      loss: withAuxiliaryLoss(
        withPenalty(add(mean(reconstruction_B), mul(value, weight)), policy, z_BZ),
        model.penalty?.(batch, z_BZ, conditioned),
      ),
      reconstruction_B,
      ...(perExample_B && { divergence_B: perExample_B }),
      nll_B: reconstruction_B,
      weight,
      estimator: {
        name: `−log p(x|z), 1 ${policy.relaxes ? "relaxed " : ""}sample of p(z|c), no ELBO`,
        bound: !policy.relaxes,
      },
    };
  },
});
