import type { Tensor2D } from "@tensorflow/tfjs-core";
import { embeddingLookup } from "@textvae/ops";
import type { Sizes } from "../contracts/component.ts";
import { uniformInitializer } from "./initializers.ts";
import type { Initializer, Scope } from "./scope.ts";

/**
 * A table of word vectors. Hand the same object to several components and they share one table.
 *
 * @example
 * const embedding = tokenEmbedding({ size: 100 });
 * const parts = { encoder: lstmEncoder({ embedding }), decoder: lstmDecoder({ embedding }) };
 */
export interface TokenEmbedding {
  /** E, the width of a word vector. */
  readonly size: number;
  /** Vectors of the ids, `[N, E]`. Built once per model however often it is asked for. */
  build(scope: Scope, sizes: Sizes): (ids: Int32Array) => Tensor2D;
}

export const tokenEmbedding = ({
  size,
  initializer = uniformInitializer(0.1),
}: {
  readonly size: number;
  readonly initializer?: Initializer;
}): TokenEmbedding => {
  const embedding: TokenEmbedding = {
    size,
    build: (scope, { vocabulary }) =>
      scope.share(embedding, "embedding", (shared) => {
        const table_VE = shared.variable("table", [vocabulary.size, size], initializer);
        return (ids: Int32Array) => embeddingLookup(table_VE as never, ids);
      }),
  };
  return Object.freeze(embedding);
};
