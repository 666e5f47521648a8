import {
  add,
  mul,
  neg,
  type Scalar,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
} from "@tensorflow/tfjs-core";
import {
  type Batch,
  type Context,
  type Distribution,
  type Model,
  type Objective,
  withCondition,
} from "@textvae/core";
import { kl } from "@textvae/divergence-kl";

/** What was done in the situations of a batch, and how good it was. */
export interface Actions {
  /** The codes that were drawn of p(z|c), `[B, Z]`. Borrowed. */
  readonly z_BZ: Tensor2D;
  /** The advantage of each: a return, less what does not depend on the action. */
  readonly advantages_B: ArrayLike<number>;
  /** A policy to stay near. */
  readonly anchor?: Anchor;
}

/** Another model of the same actions, and what it costs to act otherwise. */
export interface Anchor {
  readonly model: Model;
  /** α, in units of advantage a nat. */
  readonly weight: number;
}

/**
 * REINFORCE on latent actions, as a loss: −Σ_b A_b log p(z_b|c_b), whose gradient is an unbiased
 * estimate of minus that of the expected return when z ~ p(z|c) and A is the return, less a baseline.
 * Words do not enter it: the decoder is part of the world. What it reports is −log p(z|c) in nats.
 * With an anchor p′ the loss has α·mean_b KL(p(z|c_b) ‖ p′(z|c_b)) beside it, which keeps actions near
 * those of people, and so the words.
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
export const reinforce = ({ z_BZ, advantages_B, anchor }: Actions): Objective => ({
  needs: ["prior"],
  differentiatesSamples: false,
  needsDensity: true,
  terms(model, batch, context) {
    const { c_BC } = withCondition(model, batch, context);
    const policy = model.prior(c_BC);
    const nats_B = neg(policy.logProb(z_BZ)) as Tensor1D;
    const loss = sum(mul(tensor1d(Float32Array.from(advantages_B)), nats_B)) as Scalar;
    const away = anchor && mul(distance(policy, anchor.model, batch, context), anchor.weight);
    return {
      loss: away ? (add(loss, away) as Scalar) : loss,
      reconstruction_B: nats_B,
      nll_B: nats_B,
      estimator: { name: "−log p(z|c) of actions", bound: false },
    };
  },
});

/** Mean KL of a policy to that of another model in the same situations. */
const distance = (policy: Distribution, other: Model, batch: Batch, context: Context): Scalar => {
  const p = other.prior(withCondition(other, batch, context).c_BC);
  const z_BZ = policy.sample(context.rng.stream("anchor"));
  return kl().between(policy, p, { z_BZ, rng: context.rng, step: context.step }).value;
};
