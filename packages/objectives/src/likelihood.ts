import { neg } from "@tensorflow/tfjs-core";
import { weightsOf, withAuxiliaryLoss } from "@textvae/core/internals";
import { type Described, described, itemMean, type Objective } from "@textvae/core/plugin";
import { withCondition } from "@textvae/core/training";

/** The exact −log p(x) of a model with no latent code, in nats per item: a language model's loss. */
export const likelihood: Described<void, Objective> = described(
  "objective",
  "likelihood",
  "Exact likelihood of a language model",
  (): Objective => ({
    needs: [],
    differentiatesSamples: false,
    terms(model, batch, context) {
      const conditioned = withCondition(model, batch, context);
      const nll_B = neg(model.logLikelihood(batch, undefined, conditioned));
      const auxiliary_B = model.penalty?.(batch, undefined, conditioned);
      const weights_B = weightsOf(batch);
      return {
        loss: withAuxiliaryLoss(itemMean(nll_B, weights_B), auxiliary_B, weights_B),
        reconstruction_B: nll_B,
        nll_B,
        estimator: { name: "exact", bound: true },
      };
    },
  }),
  {},
);
