import { definePlugin, type Encoder, type Plugin } from "@textvae/core/plugin";
import { EMBEDDING, isEmbedding, type TokenEmbedding } from "@textvae/layers";
import * as v from "valibot";
import { buildGru } from "./gru.ts";

/** Options of {@link templatePart}. */
export interface TemplatePartOptions {
  /** E, or an embedding shared with other components. Default 100. */
  readonly embedding?: number | TokenEmbedding | undefined;
  /** H, the width of the state. Default 200. */
  readonly hidden?: number | undefined;
}

const options = v.strictObject({
  embedding: v.optional(v.custom<number | TokenEmbedding>(isEmbedding, EMBEDDING), 100),
  hidden: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 200),
});

/**
 * Sentence encoder: h is the last state of a gated recurrent unit over the word vectors, `[B, H]`; the
 * end of sentence is read, padding is not. Variables `kernel`, `recurrent`, `bias`, `recurrentBias`,
 * and the table of the embedding.
 *
 * Source: K. Cho et al., Learning Phrase Representations using RNN Encoder–Decoder for Statistical
 * Machine Translation (2014), https://arxiv.org/abs/1406.1078.
 *
 * @example
 * const encoder = templatePart({ embedding: 100, hidden: 200 });
 */
export const templatePart: Plugin<TemplatePartOptions, Encoder> = definePlugin({
  kind: "encoder",
  name: "template-part",
  version: "0.1.0",
  description: "The last state of a gated recurrent unit over the words of a sentence",
  paper: {
    title: "Learning Phrase Representations using RNN Encoder–Decoder",
    year: 2014,
    url: "https://arxiv.org/abs/1406.1078",
  },
  options,
  create: ({ embedding, hidden }): Encoder => ({
    features: hidden,
    reads: ["text"],
    build: (scope, sizes) => buildGru(scope, sizes, { embedding, hidden }),
  }),
});
