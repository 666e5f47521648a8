import type { Tensor2D } from "@tensorflow/tfjs-core";
import {
  type Component,
  type Described,
  described,
  type Initializer,
  type Scope,
  type Sizes,
} from "@textvae/core/plugin";
import { embeddingLookup } from "@textvae/ops";
import { uniformInitializer } from "./initializers.ts";

export interface TokenEmbeddingOptions {
  /** E, the width of a word vector. */
  readonly size: number;
  /** First values; uniform in ±0.1 when absent. One of one's own is not recorded with a run. */
  readonly initializer?: Initializer;
}

/**
 * A table of word vectors. Hand the same object to several components and they share one table.
 *
 * @example
 * const embedding = tokenEmbedding({ size: 100 });
 * const parts = { encoder: lstmEncoder({ embedding }), decoder: lstmDecoder({ embedding }) };
 */
export interface TokenEmbedding extends Pick<Component, "plugin"> {
  /** E, the width of a word vector. */
  readonly size: number;
  /** Built once per model however often it is asked for. */
  build(scope: Scope, sizes: Sizes): WordVectors;
}

/** Vectors of ids, `[N, E]`. */
export interface WordVectors {
  (ids: Int32Array): Tensor2D;
  /** Those of all words, `[V, E]`, where they are one table. */
  readonly table_VE?: Tensor2D;
}

export const tokenEmbedding: Described<TokenEmbeddingOptions, TokenEmbedding> = described(
  "embedding",
  "token",
  "A table of word vectors",
  ({ size, initializer = uniformInitializer(0.1) }): TokenEmbedding => {
    const embedding: TokenEmbedding = {
      size,
      build: (scope, { vocabulary }) =>
        scope.share(embedding, "embedding", (shared) => {
          const shape = [vocabulary.size, size];
          const table_VE = shared.variable("table", shape, initializer) as unknown as Tensor2D;
          const vectors = (ids: Int32Array) => embeddingLookup(table_VE, ids);
          return Object.assign(vectors, { table_VE });
        }),
    };
    return embedding;
  },
);
