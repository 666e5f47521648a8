import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Component, Rng, Scope, Sizes } from "./component.ts";

/** Where a code lives. A flow must keep the support, a divergence must compare equal ones. */
export type Support = "euclidean" | "sphere" | "binary" | "simplex";

/**
 * How gradients pass through a sample: `pathwise` (z is a differentiable function of noise),
 * `implicit` (through the cumulative distribution), `straight-through` (biased), `none`.
 */
export type SampleGradient = "pathwise" | "implicit" | "straight-through" | "none";

/** A latent family: the posterior's head and the prior. */
export interface Prior extends Component {
  /** Z, the width of the code. */
  readonly size: number;
  readonly support: Support;
  /** What the posterior's samples let through. */
  readonly gradient: SampleGradient;
  /** `none` where posteriors are points, of which `logProb` can't be asked. Absent: they have one. */
  readonly density?: "none";
  /** `none` where p(z|c) is no head of its own posterior's family, as of a mixture. Absent: it is. */
  readonly conditional?: "none";
  build(scope: Scope, sizes: Sizes): BuiltPrior;
  /** The path between two codes, at t in [0, 1]; absent: the straight line. */
  interpolate?(a: readonly number[], b: readonly number[], t: number): number[];
  /** A p(z) with parameters, a batch of one, to which the posterior has a KL: for mixtures. */
  learned?(scope: Scope): () => Distribution;
}

export interface BuiltPrior {
  /** q(z|x) from features `[B, H]`. */
  posterior(h_BH: Tensor2D): Distribution;
  /** p(z), a batch of one, or p(z|c), a batch of B. */
  prior(c_BC?: Tensor2D): Distribution;
  /** λ(h) and q_λ; absent where the family can't say its parameters. */
  readonly variational?: Variational<[h_BH: Tensor2D]>;
}

/**
 * A batch of B distributions over codes `[Z]`. An optional member is a capability: absence means
 * "can't". Rows: `sample(rng, n)` returns `[n·B, Z]`, sample-major (row s·B + b is sample s of
 * batch row b), and `logProb` takes any `[n·B, Z]` in that order. All logs are natural.
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
   * KL(q‖p) in closed form, `[B]`, or `[B, M]` by M independent parts of the code. With a variable
   * that the decoder does not see it is the KL of both. Undefined without a closed form against p.
   */
  klTo?(p: Distribution): Tensor | undefined;
  /**
   * −E_q[log p_c(z)] in nats against each of C distributions of batch 1, `[B, C]`, in closed form. With `entropy`
   * it gives the KL to all of them at the price of one. Undefined without a closed form against each.
   */
  crossEntropyTo?(components: readonly Distribution[]): Tensor2D | undefined;
  /** Set where `klTo` is not the true KL, as in some published code: the label to print; no bound. */
  readonly klStandIn?: string;
  /**
   * What this one relaxes: only samples are a surrogate that lets gradients through, all else is of
   * the exact distribution, which evaluation samples. Absent where samples follow `logProb`.
   */
  readonly relaxes?: Distribution;
  /** A loss that the objective adds and no number reports, in nats: `[B]`, or `[n·B]` by sample. */
  penalty?(z_BZ: Tensor2D): Tensor1D;
  /** The distribution that flows bend. Absent without flows. */
  readonly base?: Distribution;
  /** The code that flows bent into z, for samples of this very posterior. Absent without flows. */
  unflowed?(z_BZ: Tensor2D): Tensor2D;
}

/** Posteriors as numbers without bounds, which may be refined: λ and q_λ. */
export interface Variational<Input extends readonly unknown[]> {
  /** λ, `[B, P]`. */
  parameters(...input: Input): Tensor2D;
  /** q_λ; at `parameters(…)` it is the posterior itself. */
  posterior(parameters_BP: Tensor2D): Distribution;
}
