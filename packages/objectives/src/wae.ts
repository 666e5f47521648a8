import { fill, mul, type Scalar, type Tensor1D } from "@tensorflow/tfjs-core";
import { regularised } from "@textvae/core/internals";
import {
  type Described,
  type Divergence,
  described,
  type Objective,
  reportedBy,
  rules,
  type Schedule,
  schedulesOf,
} from "@textvae/core/plugin";
import { posteriorOf, withCondition } from "@textvae/core/training";

export interface WaeOptions {
  /** Between the codes of a batch and the prior, e.g. `mmd()`. */
  readonly divergence: Divergence;
  /** λ, the weight of the divergence in the loss. */
  readonly weight: number | Schedule;
}

/**
 * The Wasserstein autoencoder, as a loss: −E_q[log p(x|z)] + λ·D(q(z), p(z)), with one sample of
 * each posterior, which is its mean where the encoder is deterministic.
 *
 * D compares the aggregate posterior q(z) = E_x q(z|x) with the prior, so that the loss bounds
 * nothing: what it reports as `nll_B` is the reconstruction, in nats per item, and D (in its own
 * unit, the same for every item of a batch) where the divergence has no part per example.
 *
 * Source: "Wasserstein Auto-Encoders", Tolstikhin, Bousquet, Gelly and Schölkopf, 2018,
 * https://arxiv.org/abs/1711.01558
 *
 * @example
 * const objective = wae({ divergence: mmd(), weight: 10 });
 */
export const wae: Described<WaeOptions, Objective> = described(
  "objective",
  "wae",
  "Wasserstein autoencoder",
  ({ divergence, weight }: WaeOptions): Objective => ({
    needs: ["encoder", "prior"],
    differentiatesSamples: true,
    needsDensity: reportedBy(divergence).bound,
    schedules: schedulesOf(divergence, weight),
    divergenceName: reportedBy(divergence).name,
    terms(model, batch, context) {
      const conditioned = withCondition(model, batch, context);
      const q = posteriorOf(model, batch, conditioned);
      const parts = { q, p: model.prior(conditioned.c_BC), divergence, weight };
      const { measured, ...terms } = regularised(model, batch, conditioned, parts);
      return {
        ...terms,
        divergence_B: measured.perExample_B ?? toEveryItem(measured.value, batch.size),
        nll_B: terms.reconstruction_B,
        estimator: { name: "reconstruction, WAE", bound: false },
      };
    },
  }),
  { divergence: rules.DIVERGENCE, weight: rules.WEIGHING },
);

const toEveryItem = (value: Scalar, items: number): Tensor1D => mul(fill([items], 1), value);
