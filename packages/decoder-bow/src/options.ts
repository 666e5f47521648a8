import type { Activation } from "@textvae/core";
import { z } from "zod";

export interface BowDecoderOptions {
  /** Widths of layers between the code and the softmax. Default none: a linear softmax. */
  readonly hidden: readonly number[];
  /** Default `tanh`. */
  readonly activation: Activation;
  /** Rate of dropout after each layer, while training. Default 0. */
  readonly dropout: number;
  /** What is scored: `counts` of a document, or the words and the end of a `text`. Default `counts`. */
  readonly reads: "counts" | "text";
}

/** The options as given: each may be left out. */
export type BowDecoderInput = {
  readonly [Option in keyof BowDecoderOptions]?: BowDecoderOptions[Option] | undefined;
};

export const bowDecoderOptions: z.ZodType<BowDecoderOptions, BowDecoderInput> = z.strictObject({
  hidden: z.array(z.int("a whole number ≥ 1").min(1, "a whole number ≥ 1")).default([]).readonly(),
  activation: z.enum(["tanh", "relu"]).default("tanh"),
  dropout: z
    .number("a rate in [0, 1)")
    .min(0, "a rate in [0, 1)")
    .lt(1, "a rate in [0, 1)")
    .default(0),
  reads: z.enum(["counts", "text"]).default("counts"),
});
