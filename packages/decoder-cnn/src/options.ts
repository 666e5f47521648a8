import { isEmbedding, type TokenEmbedding } from "@textvae/core";
import { z } from "zod";

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
}

/** The options as given: each may be left out. */
export type CnnDecoderInput = {
  readonly [Option in keyof CnnDecoderOptions]?: CnnDecoderOptions[Option] | undefined;
};

const whole = () => z.int("a whole number ≥ 1").min(1, "a whole number ≥ 1");
const between = (expected: string) => z.number(expected).min(0, expected);

const isDilations = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > 0 && value.every((step) => Number.isInteger(step) && step >= 1)
    : Object.hasOwn(DILATIONS, String(value));

export const cnnDecoderOptions: z.ZodType<CnnDecoderOptions, CnnDecoderInput> = z.strictObject({
  embedding: z
    .custom<number | TokenEmbedding>(
      isEmbedding,
      "a width (a whole number ≥ 1) or tokenEmbedding({ size })",
    )
    .default(512),
  hidden: whole().default(1024),
  filters: whole().default(512),
  kernel: whole().default(3),
  dilations: z
    .custom<CnnDecoderOptions["dilations"]>(
      isDilations,
      `whole numbers ≥ 1, or one of ${Object.keys(DILATIONS).join(", ")}`,
    )
    .default("small"),
  dropout: between("a rate in [0, 1)").lt(1, "a rate in [0, 1)").default(0),
  wordDropout: between("a rate in [0, 1]").max(1, "a rate in [0, 1]").default(0),
  inputless: z.boolean().default(false),
});
