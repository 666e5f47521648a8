import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Scope } from "../model/scope.ts";
import type { Rng } from "../random/rng.ts";
import type { Batch } from "./batch.ts";
import type { Component, Sizes } from "./component.ts";
import type { Context } from "./context.ts";
import type { Distribution, SampleGradient, Support } from "./distribution.ts";

/*
 * Legend of shape suffixes: B batch, T time, E embedding, H features, Z latent, V vocabulary,
 * C condition, S samples. Batch is the leading axis. Inputs are borrowed, outputs are owned by
 * the caller.
 */

/** From a batch to features h. */
export interface Encoder extends Component {
  /** H, the width of the features. */
  readonly features: number;
  build(scope: Scope, sizes: Sizes): (batch: Batch, context: Context) => Tensor2D;
}

/** A latent family: the posterior's head and the prior. */
export interface Prior extends Component {
  /** Z, the width of the code. */
  readonly size: number;
  readonly support: Support;
  /** What the posterior's samples let through. */
  readonly gradient: SampleGradient;
  /** `none` where posteriors are points, of which `logProb` can't be asked. Absent: they have one. */
  readonly density?: "none";
  /** The path between two codes, at t in [0, 1]; absent: the straight line. */
  interpolate?(a: readonly number[], b: readonly number[], t: number): number[];
  build(scope: Scope, sizes: Sizes): BuiltPrior;
  /**
   * A p(z) with parameters of its own, a batch of one, to which the posterior has a closed-form
   * KL: what mixtures are made of. It is read anew in each forward pass.
   */
  learned?(scope: Scope): () => Distribution;
}

/** Posteriors as numbers without bounds, which may be refined: λ and q_λ. */
export interface Variational<Input extends readonly unknown[]> {
  /** λ, `[B, P]`. */
  parameters(...input: Input): Tensor2D;
  /** q_λ; at `parameters(…)` it is the posterior itself. */
  posterior(parameters_BP: Tensor2D): Distribution;
}

export interface BuiltPrior {
  /** q(z|x) from features `[B, H]`. */
  posterior(h_BH: Tensor2D): Distribution;
  /** λ(h) and q_λ; absent where the family can't say its parameters. */
  readonly variational?: Variational<[h_BH: Tensor2D]>;
  /** p(z), a batch of one, or p(z|c), a batch of B. */
  prior(c_BC?: Tensor2D): Distribution;
}

export interface FlowOutput {
  readonly z_BZ: Tensor2D;
  /** log |det ∂z′/∂z| in nats. */
  readonly logDet_B: Tensor1D;
}

/** A smooth map of codes that bends the posterior. */
export interface Flow extends Component {
  /** The supports it maps to themselves. */
  readonly supports: readonly Support[];
  build(scope: Scope, sizes: Sizes): BuiltFlow;
}

export interface BuiltFlow {
  /** z′ and log|det J| at z; `h_BH`, the encoder's features, serves amortised flows. */
  forward(z_BZ: Tensor2D, h_BH?: Tensor2D): FlowOutput;
  /** An auxiliary loss in nats at the codes z that enter the flow, added to the objective. */
  penalty?(z_BZ: Tensor2D): Tensor1D;
  /** z from z′, with log|det J| of the forward map at z. */
  inverse?(z_BZ: Tensor2D, h_BH?: Tensor2D): FlowOutput;
}

/** From codes back to data. */
export interface Decoder extends Component {
  build(scope: Scope, sizes: Sizes): BuiltDecoder;
}

export interface BuiltDecoder {
  /** log p(x|z) in nats per item, `[B]`. `z_BZ` is undefined in a model with no latent code. */
  logProb(batch: Batch, z_BZ: Tensor2D | undefined, context: Context): Tensor1D;
  /**
   * An auxiliary loss in nats, `[B]`, that the decoder wants added to the objective. It is part of
   * the loss only, never of reported numbers.
   */
  penalty?(batch: Batch, z_BZ: Tensor2D | undefined, context: Context): Tensor1D;
  /** Ids of `count` generated items, without the end of sentence. */
  generate?(z_BZ: Tensor2D | undefined, options: GenerateOptions): Promise<number[][]>;
}

export type GenerateStrategy =
  | { readonly kind: "greedy" }
  | {
      readonly kind: "sample";
      readonly temperature?: number;
      readonly topK?: number;
      readonly topP?: number;
    }
  | { readonly kind: "beam"; readonly width: number; readonly lengthPenalty?: number };

export interface GenerateOptions {
  /** Number of items; with codes it equals their number of rows. */
  readonly count: number;
  readonly maxLength: number;
  readonly strategy: GenerateStrategy;
  readonly rng: Rng;
  readonly c_BC?: Tensor2D;
}

/** What a conditional model is conditioned on, as a vector per item. */
export interface Condition extends Component {
  /** C, the width of the vector. */
  readonly size: number;
  build(scope: Scope, sizes: Sizes): (batch: Batch, context: Context) => Tensor2D;
}
