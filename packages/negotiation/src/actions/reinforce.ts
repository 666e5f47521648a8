import {
  mul,
  neg,
  type Scalar,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
} from "@tensorflow/tfjs-core";
import { type Objective, withCondition } from "@textvae/core";

/** What was done in the situations of a batch, and how good it was. */
export interface Actions {
  /** The codes that were drawn of p(z|c), `[B, Z]`. Borrowed. */
  readonly z_BZ: Tensor2D;
  /** The advantage of each: a return, less what does not depend on the action. */
  readonly advantages_B: ArrayLike<number>;
}

/**
 * REINFORCE on latent actions, as a loss: −Σ_b A_b log p(z_b|c_b), whose gradient is an unbiased
 * estimate of minus that of the expected return when z ~ p(z|c) and A is the return, less a baseline.
 * Words do not enter it: the decoder is part of the world. What it reports is −log p(z|c) in nats.
 *
 * Source: "Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement
 * Learning", Williams, 1992, https://doi.org/10.1007/BF00992696; on latent actions "Rethinking Action
 * Spaces for Reinforcement Learning in End-to-end Dialog Agents with Latent Variable Models", Zhao,
 * Xie and Eskenazi, 2019, https://arxiv.org/abs/1902.08858
 *
 * @example
 * const objective = reinforce({ z_BZ, advantages_B });
 * await trainStep({ model, objective, optimizer, parameters }, state, batch, context);
 */
export const reinforce = ({ z_BZ, advantages_B }: Actions): Objective => ({
  needs: ["prior"],
  differentiatesSamples: false,
  needsDensity: true,
  terms(model, batch, context) {
    const { c_BC } = withCondition(model, batch, context);
    const nats_B = neg(model.prior(c_BC).logProb(z_BZ)) as Tensor1D;
    const weights_B = tensor1d(Float32Array.from(advantages_B));
    return {
      loss: sum(mul(weights_B, nats_B)) as Scalar,
      reconstruction_B: nats_B,
      nll_B: nats_B,
      estimator: { name: "−log p(z|c) of actions", bound: false },
    };
  },
});
