import type { BatchField } from "./batch.ts";
import type { Vocabulary } from "./vocabulary.ts";

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

/** How a component came to be; recorded in config.json and in checkpoints. */
export interface PluginReference {
  readonly kind: string;
  readonly name: string;
  readonly version: string;
  readonly options: unknown;
}

/** Common to all parts of a model. */
export interface Component {
  /** Set by `definePlugin`. */
  readonly plugin?: PluginReference;
  /** Fields of the batch this part reads; checked against the dataset at assembly. */
  readonly reads?: readonly BatchField[];
}
