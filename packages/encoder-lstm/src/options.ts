import { isEmbedding, type TokenEmbedding } from "@textvae/core";
import { z } from "zod";

export interface LstmEncoderOptions {
  /** E, or an embedding shared with other components. Default 100. */
  readonly embedding: number | TokenEmbedding;
  /** H, the width of each direction's state. Default 400. */
  readonly hidden: number;
  /** Default 1. */
  readonly layers: number;
  /** Whether a second LSTM reads each sentence from its end. Default false. */
  readonly bidirectional: boolean;
  /** Rate of dropout on the word vectors and between layers, while training. Default 0. */
  readonly dropout: number;
  /**
   * `sentence`: w₁ … wₙ and the end of sentence; `feed`: the start of sentence and w₁ … wₙ.
   * Default `sentence`.
   */
  readonly reads: "sentence" | "feed";
  /** `hidden`: the last h; `hidden-cell`: a linear map of the last h and c. Default `hidden`. */
  readonly summary: "hidden" | "hidden-cell";
  /** `input`: the model's condition c stands beside each word vector. Default `ignored`. */
  readonly condition: "ignored" | "input";
}

/** The options as given: each may be left out. */
export type LstmEncoderInput = {
  readonly [Option in keyof LstmEncoderOptions]?: LstmEncoderOptions[Option] | undefined;
};

const whole = () => z.int("a whole number ≥ 1").min(1, "a whole number ≥ 1");
const rate = () =>
  z.number("a rate in [0, 1)").min(0, "a rate in [0, 1)").lt(1, "a rate in [0, 1)");

export const lstmEncoderOptions: z.ZodType<LstmEncoderOptions, LstmEncoderInput> = z.strictObject({
  embedding: z
    .custom<number | TokenEmbedding>(
      isEmbedding,
      "a width (a whole number ≥ 1) or tokenEmbedding({ size })",
    )
    .default(100),
  hidden: whole().default(400),
  layers: whole().default(1),
  bidirectional: z.boolean().default(false),
  dropout: rate().default(0),
  reads: z.enum(["sentence", "feed"]).default("sentence"),
  summary: z.enum(["hidden", "hidden-cell"]).default("hidden"),
  condition: z.enum(["ignored", "input"]).default("ignored"),
});
