import { mean, neg, type Tensor1D } from "@tensorflow/tfjs-core";
import { type Objective, withCondition } from "@textvae/core";

/**
 * What texts cost when they are told from a code that knows nothing of them, −log p(x | z) with one
 * z ~ p(z), in nats. Where the model's own estimate is lower, its code pays for itself. By Jensen's
 * inequality its expectation is no less than −log p(x).
 *
 * @example
 * const { nll_N } = await scoreItems({ model, objective: atPrior(), dataset, split });
 */
export const atPrior = (): Objective => ({
  needs: ["prior"],
  differentiatesSamples: false,
  terms(model, batch, context) {
    const conditioned = withCondition(model, batch, context);
    const p = model.prior(conditioned.c_BC);
    const z_BZ = p.sample(context.rng.stream("prior"), batch.size / p.batch);
    const nll_B = neg(model.logLikelihood(batch, z_BZ, conditioned)) as Tensor1D;
    return {
      loss: mean(nll_B),
      reconstruction_B: nll_B,
      nll_B,
      estimator: { name: "−log p(x|z), 1 sample of the prior", bound: true },
    };
  },
});
