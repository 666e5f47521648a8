import { add, concat, mean, neg, reshape, sub, type Tensor1D, tidy } from "@tensorflow/tfjs-core";
import { logSumExp, TextvaeError } from "@textvae/ops";
import type { Objective } from "../contracts/objective.ts";
import { meanOverSamples, repeatBatch } from "./batch-rows.ts";
import { repeatCondition, withCondition } from "./condition.ts";
import { withAuxiliaryLoss } from "./penalty.ts";
import { posteriorOf } from "./posterior-of.ts";

export interface IwaeOptions {
  /** K, the number of importance samples per item. */
  readonly samples: number;
  /** Samples decoded at once; bounds memory where no gradient is asked for. */
  readonly chunk?: number;
}

/**
 * The importance-weighted bound, as a loss:
 * −log (1/K) Σ_k p(x|z_k) p(z_k) / q(z_k|x), z_k ~ q, in nats per item.
 * It tightens as K grows; K = 1 is the one-sample ELBO.
 *
 * Source: "Importance Weighted Autoencoders", Burda, Grosse and Salakhutdinov, 2016,
 * https://arxiv.org/abs/1509.00519
 *
 * @example
 * const { nll } = await evaluate({ model, objective: iwae({ samples: 500 }), dataset, split: "test" });
 */
export const iwae = ({ samples, chunk = samples }: IwaeOptions): Objective => {
  if (!(Number.isInteger(samples) && samples >= 1 && Number.isInteger(chunk) && chunk >= 1)) {
    throw new TextvaeError("OPTION", "iwae", {
      expected: "whole numbers samples ≥ 1 and chunk ≥ 1",
      got: `samples ${samples}, chunk ${chunk}`,
    });
  }
  return {
    needs: ["encoder", "prior"],
    differentiatesSamples: true,
    divergenceName: "KL",
    terms(model, batch, context) {
      const conditioned = withCondition(model, batch, context);
      const q = posteriorOf(model, batch, conditioned);
      const p = model.prior(conditioned.c_BC);

      const draw = (n: number) => {
        const z_NZ = q.sample(context.rng.stream("posterior"), n);
        const items = repeatBatch(batch, n);
        const given = repeatCondition(conditioned, n);
        const penalties = [q.penalty?.(z_NZ), model.penalty?.(items, z_NZ, given)].filter(
          (penalty_N) => penalty_N !== undefined,
        );
        return {
          logRatio_N: sub(p.logProb(z_NZ), q.logProb(z_NZ)) as Tensor1D,
          logLikelihood_N: model.logLikelihood(items, z_NZ, given),
          ...(penalties.length > 0 && { penalty_N: penalties.reduce((a_N, b_N) => add(a_N, b_N)) }),
        };
      };
      const chunks = [];
      for (let done = 0; done < samples; done += chunk) {
        const n = Math.min(chunk, samples - done);
        chunks.push(tidy(() => draw(n)));
      }
      const logRatio_N = concat(chunks.map((part) => part.logRatio_N));
      const logLikelihood_N = concat(chunks.map((part) => part.logLikelihood_N));
      const logWeight_KB = reshape(add(logRatio_N, logLikelihood_N), [samples, batch.size]);
      const nll_B = sub(Math.log(samples), logSumExp(logWeight_KB, 0)) as Tensor1D;
      const penalties = chunks.flatMap(({ penalty_N }) => (penalty_N ? [penalty_N] : []));
      return {
        loss: withAuxiliaryLoss(mean(nll_B), penalties.length > 0 ? concat(penalties) : undefined),
        reconstruction_B: neg(meanOverSamples(logLikelihood_N, samples)),
        divergence_B: neg(meanOverSamples(logRatio_N, samples)),
        nll_B,
        weight: 1,
        estimator: { name: `IW-${samples}`, bound: !q.relaxes },
      };
    },
  };
};
