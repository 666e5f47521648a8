import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Rng } from "../random/rng.ts";

/** Where a code lives. A flow must keep the support, a divergence must compare equal ones. */
export type Support = "euclidean" | "sphere" | "binary" | "simplex";

/**
 * How gradients pass through a sample: `pathwise` (z is a differentiable function of noise),
 * `implicit` (differentiable through the cumulative distribution), `straight-through`
 * (biased, but a gradient), `none`.
 */
export type SampleGradient = "pathwise" | "implicit" | "straight-through" | "none";

/**
 * A batch of B distributions over codes in `eventShape = [Z]`.
 *
 * Two methods are required. An optional member is a capability: absence means "can't".
 * Rows: `sample(rng, n)` returns `[n·B, Z]`, sample-major (row s·B + b is sample s of batch
 * row b), and `logProb` takes any `[n·B, Z]` in that order. All logs are natural.
 */
export interface Distribution {
  readonly eventShape: readonly number[];
  /** B, the number of distributions in the batch; 1 for an unconditional prior. */
  readonly batch: number;
  readonly support: Support;
  readonly gradient: SampleGradient;
  sample(rng: Rng, n?: number): Tensor2D;
  /** log q(z) in nats, `[n·B]`. A density where the support is continuous, else a mass. */
  logProb(z_BZ: Tensor2D): Tensor1D;
  /** E[z], `[B, Z]`; on the sphere the mean direction, which is a point of the support. */
  mean?(): Tensor2D;
  /** A code to which no other is preferred, arg max q(z), `[B, Z]`. */
  mode?(): Tensor2D;
  /** H[q] in nats, `[B]`. */
  entropy?(): Tensor1D;
  /**
   * KL(q‖p) in closed form: `[B]`, or by the independent parts of the code where it factorises,
   * `[B, Z]` for dimensions (`[B, M]` for M categorical variables). A family with an auxiliary
   * variable that the decoder does not see gives the KL of both jointly, which is never below
   * that of the code. Undefined when q has no closed form against p.
   */
  klTo?(p: Distribution): Tensor | undefined;
  /** Set where `klTo` is not the true KL, as in some published code: the label to print. Such results are no bounds. */
  readonly klStandIn?: string;
  /**
   * The distribution that this one relaxes: `logProb` and all other members are its own, only the
   * samples here are a surrogate that lets gradients through. What is estimated with them is no
   * bound, so that evaluation samples this one. Absent where samples follow `logProb`.
   */
  readonly relaxes?: Distribution;
  /**
   * An auxiliary loss in nats that the objective adds, `[B]`, or `[n·B]` where it depends on the
   * samples z. No part of any reported number.
   */
  penalty?(z_BZ: Tensor2D): Tensor1D;
  /** The distribution that flows bend, which may know more of itself. Absent without flows. */
  readonly base?: Distribution;
  /** The code that flows bent into z, for samples of this very posterior. Absent without flows. */
  unflowed?(z_BZ: Tensor2D): Tensor2D;
}
