import type { Activation } from "@textvae/core";
import { z } from "zod";

export interface BowEncoderOptions {
  /** Widths of the layers; the last one is H. Default [400]. */
  readonly hidden: readonly number[];
  /** Default `tanh`. */
  readonly activation: Activation;
  /** Rate of dropout after each layer, while training. Default 0. */
  readonly dropout: number;
  /** Rate of dropout on the words that are read, while training. Default 0. */
  readonly inputDropout: number;
  /**
   * What is read of a count n in a document of N words: `counts` n, `presence` whether n > 0,
   * `frequencies` n/N, `log` log(1 + n), or `tf-idf`, n weighted by the rarity of the word, as the
   * dataset provides it. Default `counts`.
   */
  readonly reads: "counts" | "presence" | "frequencies" | "log" | "tf-idf";
}

/** The options as given: each may be left out. */
export type BowEncoderInput = {
  readonly [Option in keyof BowEncoderOptions]?: BowEncoderOptions[Option] | undefined;
};

const rate = z.number("a rate in [0, 1)").min(0, "a rate in [0, 1)").lt(1, "a rate in [0, 1)");

export const bowEncoderOptions: z.ZodType<BowEncoderOptions, BowEncoderInput> = z.strictObject({
  hidden: z
    .array(z.int("a whole number ≥ 1").min(1, "a whole number ≥ 1"))
    .min(1, "at least one width")
    .default([400])
    .readonly(),
  activation: z.enum(["tanh", "relu"]).default("tanh"),
  dropout: rate.default(0),
  inputDropout: rate.default(0),
  reads: z.enum(["counts", "presence", "frequencies", "log", "tf-idf"]).default("counts"),
});
