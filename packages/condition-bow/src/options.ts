import { isEmbedding, type TokenEmbedding } from "@textvae/core";
import { z } from "zod";

export interface BowConditionOptions {
  /** E, or an embedding shared with other components. Default 100. */
  readonly embedding: number | TokenEmbedding;
  /** C, the width of the condition. Default 200. */
  readonly size: number;
  /** Rate of dropout on word vectors, while training. Default 0. */
  readonly dropout: number;
  /** `valid`: the mean of the words; `paper`: of the start of sentence and them. Default `valid`. */
  readonly protocol: "valid" | "paper";
}

/** The options as given: each may be left out. */
export type BowConditionInput = {
  readonly [Option in keyof BowConditionOptions]?: BowConditionOptions[Option] | undefined;
};

export const bowConditionOptions: z.ZodType<BowConditionOptions, BowConditionInput> =
  z.strictObject({
    embedding: z
      .custom<number | TokenEmbedding>(
        isEmbedding,
        "a width (a whole number ≥ 1) or tokenEmbedding({ size })",
      )
      .default(100),
    size: z.int("a whole number ≥ 1").min(1, "a whole number ≥ 1").default(200),
    dropout: z
      .number("a rate in [0, 1)")
      .min(0, "a rate in [0, 1)")
      .lt(1, "a rate in [0, 1)")
      .default(0),
    protocol: z.enum(["valid", "paper"]).default("valid"),
  });
