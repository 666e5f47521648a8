import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Component, Rng } from "./component.ts";
import type { Distribution } from "./latent.ts";
import type { Scheduled } from "./schedule.ts";

export interface DivergenceContext {
  /** The samples of q that the decoder sees, `[n·B, Z]`, sample-major. */
  readonly z_BZ: Tensor2D;
  readonly rng: Rng;
  readonly step: number;
  /** How much each item counts in the value. Without it each counts the same. */
  readonly weights_B?: Tensor1D;
}

export interface DivergenceValue {
  /** What the objective adds, in nats (for a mean over the batch, weighted where its items are). */
  readonly value: Scalar;
  /** The divergence itself per item, before free bits or weights act on it. */
  readonly perExample_B?: Tensor1D;
  readonly perDimension_BZ?: Tensor2D;
  /** How it was computed. */
  readonly estimator: "closed form" | "Monte Carlo";
}

/** What a divergence says per item. */
export interface Reported {
  /** How it is called where it is printed: KL, MMD. */
  readonly name: string;
  /** Whether −log p(x|z) plus it bounds −log p(x) from above, in expectation. */
  readonly bound: boolean;
}

/** Ties the posterior q to the prior p. Wrappers (weights, free bits, capacity) are divergences too. */
export interface Divergence extends Component {
  /** Whether objective = reconstruction + this bounds −log p(x) from above (at weight 1). */
  readonly bound: boolean;
  /** What `perExample_B` is where that is not what the value is made of: in wrappers and sums. */
  readonly reported?: Reported;
  /** Whether its value heeds `weights_B`. A batch that has weights is refused by one that does not. */
  readonly weighsItems?: boolean;
  /** What changes with the steps of its value, such as weights. */
  readonly schedules?: readonly Scheduled[];
  between(q: Distribution, p: Distribution, context: DivergenceContext): DivergenceValue;
}
