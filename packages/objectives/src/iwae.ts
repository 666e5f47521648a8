import { add, neg, reshape, sub, type Tensor1D } from "@tensorflow/tfjs-core";
import { weightsOf, withAuxiliaryLoss } from "@textvae/core/internals";
import {
  type Described,
  described,
  itemMean,
  meanOverSamples,
  type Objective,
  rules,
} from "@textvae/core/plugin";
import { posteriorOf, withCondition } from "@textvae/core/training";
import { logSumExp } from "@textvae/ops";
import {
  checkImportance,
  type ImportanceOptions,
  importanceSamples,
} from "./importance-samples.ts";

/** How many samples {@link iwae} takes. */
export type IwaeOptions = ImportanceOptions;

/**
 * The importance-weighted bound, as a loss:
 * −log (1/K) Σ_k p(x|z_k) p(z_k) / q(z_k|x), z_k ~ q, in nats per item.
 * It tightens as K grows; K = 1 is the one-sample ELBO.
 *
 * Source: "Importance Weighted Autoencoders", Burda, Grosse and Salakhutdinov, 2016,
 * https://arxiv.org/abs/1509.00519
 *
 * @throws `OPTION` for counts of samples that are no whole numbers ≥ 1.
 *
 * @example
 * const { nll } = await evaluate({ model, objective: iwae({ samples: 500 }), dataset, split: "test" });
 */
export const iwae: Described<IwaeOptions, Objective> = described(
  "objective",
  "iwae",
  "Importance-weighted bound",
  (options: IwaeOptions): Objective => {
    checkImportance(options);
    const { samples } = options;
    return {
      needs: ["encoder", "prior"],
      differentiatesSamples: true,
      needsDensity: true,
      divergenceName: "KL",
      terms(model, batch, context) {
        const conditioned = withCondition(model, batch, context);
        const q = posteriorOf(model, batch, conditioned);
        const weighed = importanceSamples(model, q, batch, conditioned, options);
        const { logRatio_N, logLikelihood_N, penalty_N } = weighed;
        const logWeight_KB = reshape(add(logRatio_N, logLikelihood_N), [samples, batch.size]);
        const nll_B = sub(Math.log(samples), logSumExp(logWeight_KB, 0)) as Tensor1D;
        const weights_B = weightsOf(batch);
        return {
          loss: withAuxiliaryLoss(itemMean(nll_B, weights_B), penalty_N, weights_B),
          reconstruction_B: neg(meanOverSamples(logLikelihood_N, samples)),
          divergence_B: neg(meanOverSamples(logRatio_N, samples)),
          nll_B,
          weight: 1,
          estimator: { name: `IW-${samples}`, bound: !q.relaxes },
        };
      },
    };
  },
  { samples: rules.WHOLE, chunk: rules.optional(rules.WHOLE) },
);
