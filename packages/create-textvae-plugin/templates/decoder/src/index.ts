import { type Decoder, definePlugin, type Plugin } from "@textvae/core/plugin";
import { EMBEDDING, isEmbedding, type TokenEmbedding } from "@textvae/layers";
import * as v from "valibot";
import { buildBigram } from "./bigram.ts";

/** Options of {@link templatePart}. */
export interface TemplatePartOptions {
  /** E, or an embedding shared with other components. Default 100. */
  readonly embedding?: number | TokenEmbedding | undefined;
}

const options = v.strictObject({
  embedding: v.optional(v.custom<number | TokenEmbedding>(isEmbedding, EMBEDDING), 100),
});

/**
 * Sentence decoder of first order: each word depends on the word before it, the code and the condition,
 *
 *   p(x|z) = Πₜ softmax([e(w₍ₜ₋₁₎); z; c]·W + b)[wₜ],
 *
 * with the end of sentence as the word before the first. What is further back than one word, the code
 * must carry. Variables `kernel` `[E + Z + C, V]`, `bias` `[V]`, and the table of the embedding.
 *
 * @example
 * const decoder = templatePart({ embedding: 100 });
 */
export const templatePart: Plugin<TemplatePartOptions, Decoder> = definePlugin({
  kind: "decoder",
  name: "template-part",
  version: "0.1.0",
  description: "Each word by a softmax of the word before it and the code",
  options,
  create: ({ embedding }): Decoder => ({
    reads: ["text"],
    build: (scope, sizes) => buildBigram(scope, sizes, embedding),
  }),
});
