import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { BatchField } from "./batch.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Common to all parts of a model. */
export interface Component {
  /** Set by `definePlugin`. */
  readonly plugin?: PluginReference;
  /** Fields of the batch this part reads; checked against the dataset at assembly. */
  readonly reads?: readonly BatchField[];
}

/** How a component came to be; recorded in config.json and in checkpoints. */
export interface PluginReference {
  readonly kind: string;
  readonly name: string;
  readonly version: string;
  readonly options: unknown;
}

/** What the assembly tells a component when it builds it. */
export interface Sizes {
  readonly vocabulary: Vocabulary;
  /** H: width of the encoder's features (0 without an encoder). */
  readonly features: number;
  /** Z: width of the latent code (0 without one). */
  readonly latent: number;
  /** C: width of the condition (0 without one). */
  readonly condition: number;
  /** Number of classes of the dataset (0 without labels). */
  readonly labels: number;
}

/** Makes the first value of a parameter from its own random stream. */
export type Initializer = (shape: readonly number[], rng: Rng) => Tensor;

/**
 * Makes a component's variables. A name is a path (`encoder.lstm.kernel`) and the key of the
 * parameter in checkpoints; its first value depends on the seed and the name alone.
 */
export interface Scope {
  readonly path: string;
  child(name: string): Scope;
  /** A new trainable parameter. Throws `ASSEMBLY` for a name that is taken, and `OUT_OF_MEMORY`. */
  variable(name: string, shape: readonly number[], initializer: Initializer): Variable;
  /** Builds what several components share once per model, under `name` at the root. */
  share<T>(key: object, name: string, build: (scope: Scope) => T): T;
}

/**
 * A counter-based stream of random numbers. They depend on the seed, the path of stream names and
 * the counter alone, and are the same on every backend.
 */
export interface Rng {
  /** An independent named child, made once and kept; its state is part of this one's. */
  stream(name: string): Rng;
  /** Uniform in (0, 1), `n` doubles. */
  uniforms(n: number): Float64Array;
  /** Standard normal, `n` doubles. */
  normals(n: number): Float64Array;
  /** A permutation of 0 … n − 1. */
  permutation(n: number): Int32Array;
  /** Uniform in (0, 1) as a tensor. */
  uniform(shape: readonly number[]): Tensor;
  /** Standard normal as a tensor. */
  normal(shape: readonly number[]): Tensor;
  /** Standard Gumbel, −log(−log u), as a tensor: arg max(logits + g) is a draw of their softmax. */
  gumbel(shape: readonly number[]): Tensor;
  /** What continues this stream and its children bit for bit. */
  state(): RngState;
  restore(state: RngState): void;
}

export interface RngState {
  readonly counter: number;
  readonly streams: Readonly<Record<string, RngState>>;
}
