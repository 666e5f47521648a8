import type { Activation } from "@textvae/core";
import { z } from "zod";

export interface BowEncoderOptions {
  /** Widths of the layers; the last one is H. Default [400]. */
  readonly hidden: readonly number[];
  /** Default `tanh`. */
  readonly activation: Activation;
  /** Rate of dropout after each layer, while training. Default 0. */
  readonly dropout: number;
  /**
   * What is read of a count n in a document of N words: `counts` n, `presence` whether n > 0,
   * `frequencies` n/N, `log` log(1 + n). Default `counts`.
   */
  readonly reads: "counts" | "presence" | "frequencies" | "log";
}

/** The options as given: each may be left out. */
export type BowEncoderInput = {
  readonly [Option in keyof BowEncoderOptions]?: BowEncoderOptions[Option] | undefined;
};

export const bowEncoderOptions: z.ZodType<BowEncoderOptions, BowEncoderInput> = z.strictObject({
  hidden: z
    .array(z.int("a whole number ≥ 1").min(1, "a whole number ≥ 1"))
    .min(1, "at least one width")
    .default([400])
    .readonly(),
  activation: z.enum(["tanh", "relu"]).default("tanh"),
  dropout: z
    .number("a rate in [0, 1)")
    .min(0, "a rate in [0, 1)")
    .lt(1, "a rate in [0, 1)")
    .default(0),
  reads: z.enum(["counts", "presence", "frequencies", "log"]).default("counts"),
});
