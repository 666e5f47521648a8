import type { Output } from "@textvae/core";
import { EMBEDDING, isEmbedding, isOutput, OUTPUT, type TokenEmbedding } from "@textvae/layers";
import * as v from "valibot";

/** The dilations of the paper's decoders, block by block: they see 15, 63, 125 and 187 words. */
export const DILATIONS = {
  small: [1, 2, 4],
  medium: [1, 2, 4, 8, 16],
  large: [1, 2, 4, 8, 16, 1, 2, 4, 8, 16],
  "very-large": [1, 2, 4, 8, 16, 1, 2, 4, 8, 16, 1, 2, 4, 8, 16],
} as const;

export interface CnnDecoderOptions {
  /** E, or an embedding shared with other components. Default 512. */
  readonly embedding: number | TokenEmbedding;
  /** H, the width between blocks. Default 1024. */
  readonly hidden: number;
  /** F, the width inside a block. Default 512. */
  readonly filters: number;
  /** K, the taps of each dilated convolution. Default 3. */
  readonly kernel: number;
  /** One block for each: a list, or the paper's by name. Default `small`. */
  readonly dilations: keyof typeof DILATIONS | readonly number[];
  /** Rate of dropout on word vectors, after blocks and on outputs, while training. Default 0. */
  readonly dropout: number;
  /** Rate at which a fed word becomes the unknown word, while training. Default 0. */
  readonly wordDropout: number;
  /** Whether every input is the unknown word, in training and generation. Default false. */
  readonly inputless: boolean;
  /** What makes probabilities of words of the features. Default: one softmax over all. */
  readonly output?: Output | undefined;
}

/** The options as given: each may be left out. */
export type CnnDecoderInput = {
  readonly [Option in keyof CnnDecoderOptions]?: CnnDecoderOptions[Option] | undefined;
};

const whole = v.message(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), "a whole number ≥ 1");
const rate = v.message(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), "a rate in [0, 1)");
const part = v.message(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), "a rate in [0, 1]");

const isDilations = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > 0 && value.every((step) => Number.isInteger(step) && step >= 1)
    : Object.hasOwn(DILATIONS, String(value));

export const cnnDecoderOptions: v.GenericSchema<CnnDecoderInput, CnnDecoderOptions> =
  v.strictObject({
    embedding: v.optional(v.custom<number | TokenEmbedding>(isEmbedding, EMBEDDING), 512),
    hidden: v.optional(whole, 1024),
    filters: v.optional(whole, 512),
    kernel: v.optional(whole, 3),
    dilations: v.optional(
      v.custom<CnnDecoderOptions["dilations"]>(
        isDilations,
        `whole numbers ≥ 1, or one of ${Object.keys(DILATIONS).join(", ")}`,
      ),
      "small",
    ),
    dropout: v.optional(rate, 0),
    wordDropout: v.optional(part, 0),
    inputless: v.optional(v.boolean(), false),
    output: v.optional(v.custom<Output>(isOutput, OUTPUT)),
  });
