import { neg } from "@tensorflow/tfjs-core";
import { weightsOf, withAuxiliaryLoss } from "@textvae/core/internals";
import { type Described, described, itemMean, type Objective } from "@textvae/core/plugin";
import { posteriorOf, withCondition } from "@textvae/core/training";
import { TextvaeError } from "@textvae/ops";

/**
 * Reconstruction alone, from the posterior's mean: −log p(x | E_q[z]), in nats per item.
 * The loss of the deterministic autoencoder; not a bound on log p(x).
 */
export const autoencoder: Described<void, Objective> = described(
  "objective",
  "autoencoder",
  "Reconstruction from the mean code",
  (): Objective => ({
    needs: ["encoder", "prior"],
    differentiatesSamples: false,
    terms(model, batch, context) {
      const conditioned = withCondition(model, batch, context);
      const q = posteriorOf(model, batch, conditioned);
      if (!q.mean) {
        throw new TextvaeError("CAPABILITY", "autoencoder", {
          expected: "a posterior with a mean",
          got: "one without",
          hint: "Choose another prior, or train with elbo.",
        });
      }
      const z_BZ = q.mean();
      const reconstruction_B = neg(model.logLikelihood(batch, z_BZ, conditioned));
      const auxiliary_B = model.penalty?.(batch, z_BZ, conditioned);
      const weights_B = weightsOf(batch);
      return {
        loss: withAuxiliaryLoss(itemMean(reconstruction_B, weights_B), auxiliary_B, weights_B),
        reconstruction_B,
        nll_B: reconstruction_B,
        estimator: { name: "reconstruction from the mean code", bound: false },
      };
    },
  }),
  {},
);
