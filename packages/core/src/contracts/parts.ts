import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Batch } from "./batch.ts";
import type { Component, Rng, Scope, Sizes } from "./component.ts";
import type { Context } from "./context.ts";
import type { Support } from "./latent.ts";

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
