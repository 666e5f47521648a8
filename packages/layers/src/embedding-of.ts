import { isWhole } from "@textvae/ops";
import { type TokenEmbedding, tokenEmbedding } from "./embedding.ts";

/**
 * The word vectors of one component: a shared embedding as it is, or for a width a table of the
 * component's own, `embedding.table` under its scope.
 */
export const embeddingOf = (embedding: number | TokenEmbedding): TokenEmbedding => {
  if (typeof embedding !== "number") return embedding;
  return {
    size: embedding,
    build: (scope, sizes) =>
      tokenEmbedding({ size: embedding }).build(
        { ...scope, share: (_, name, build) => build(scope.child(name)) },
        sizes,
      ),
  };
};

/** What {@link isEmbedding} expects, in words. */
export const EMBEDDING = "a width (a whole number ≥ 1) or tokenEmbedding({ size })";

/** Whether a value is a width or an embedding, as options of components take either. */
export const isEmbedding = (value: unknown): value is number | TokenEmbedding => {
  const shared = value as Partial<TokenEmbedding> | null;
  const isShared = typeof shared?.build === "function" && typeof shared.size === "number";
  return isShared || isWhole(value);
};
