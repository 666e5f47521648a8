import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Distribution, Prior, Variational } from "../contracts/latent.ts";
import type { Parameters } from "../contracts/optimizer.ts";
import type { Condition, Decoder, Encoder, Flow, GenerateOptions } from "../contracts/parts.ts";
import type { Vocabulary } from "../contracts/vocabulary.ts";
import type { Rng } from "../random/rng.ts";

/** The nouns of a text VAE. A language model has only a decoder. */
export interface ModelParts {
  readonly encoder?: Encoder;
  readonly prior?: Prior;
  /** Applied to the posterior's samples in order. */
  readonly flows?: readonly Flow[];
  readonly decoder: Decoder;
  readonly condition?: Condition;
}

/** An assembled model: parts with parameters, checked to fit each other. */
export interface Model {
  readonly parts: ModelParts;
  readonly parameters: Parameters;
  readonly vocabulary: Vocabulary;
  /** c of a batch, undefined in an unconditional model. */
  condition(batch: Batch, context: Context): Tensor2D | undefined;
  /** q(z|x), flows included. Throws `CAPABILITY` in a model without a latent code. */
  posterior(batch: Batch, context: Context): Distribution;
  /** λ(x) and q_λ, for what refines posteriors. Absent with flows, and where the family can't. */
  readonly variational?: Variational<[batch: Batch, context: Context]>;
  /** p(z) or p(z|c). Throws `CAPABILITY` in a model without a latent code. */
  prior(c_BC?: Tensor2D): Distribution;
  /** log p(x|z) in nats, `[B]`. */
  logLikelihood(batch: Batch, z_BZ: Tensor2D | undefined, context: Context): Tensor1D;
  /** The decoder's auxiliary loss in nats, `[B]`; absent where it has none. */
  penalty?(batch: Batch, z_BZ: Tensor2D | undefined, context: Context): Tensor1D;
  generate(z_BZ: Tensor2D | undefined, options: GenerateOptions): Promise<number[][]>;
  /**
   * Gives the parameters under the prefixes ("decoder") new first values, which depend on the
   * stream and the name alone. Throws `OPTION` when there is no parameter under one of them.
   */
  reset(prefixes: readonly string[], rng: Rng): void;
  dispose(): void;
}
