import { EMBEDDING, isEmbedding, type TokenEmbedding } from "@textvae/layers";
import * as v from "valibot";

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

const whole = v.message(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), "a whole number ≥ 1");
const rate = v.message(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), "a rate in [0, 1)");

export const bowConditionOptions: v.GenericSchema<BowConditionInput, BowConditionOptions> =
  v.strictObject({
    embedding: v.optional(v.custom<number | TokenEmbedding>(isEmbedding, EMBEDDING), 100),
    size: v.optional(whole, 200),
    dropout: v.optional(rate, 0),
    protocol: v.optional(v.picklist(["valid", "paper"]), "valid"),
  });
