import { isEmbedding, type TokenEmbedding } from "@textvae/core";
import { z } from "zod";

export interface LstmDecoderOptions {
  /** E, or an embedding shared with other components. Default 100. */
  readonly embedding: number | TokenEmbedding;
  /** H, the width of the state. Default 400. */
  readonly hidden: number;
  /** Default 1. */
  readonly layers: number;
  /** Rate of dropout on word vectors, between layers and on outputs, while training. Default 0. */
  readonly dropout: number;
  /** Rate at which a fed word becomes the unknown word, while training. Default 0. */
  readonly wordDropout: number;
  /** Whether every input is the unknown word, in training and generation. Default false. */
  readonly inputless: boolean;
  /**
   * `state`: z sets the first h and c of every layer by a linear map; `input`: z stands beside
   * each fed word; `both`. Default `both`.
   */
  readonly latent: "state" | "input" | "both";
}

/** The options as given: each may be left out. */
export type LstmDecoderInput = {
  readonly [Option in keyof LstmDecoderOptions]?: LstmDecoderOptions[Option] | undefined;
};

const whole = () => z.int("a whole number ≥ 1").min(1, "a whole number ≥ 1");
const between = (expected: string) => z.number(expected).min(0, expected);

export const lstmDecoderOptions: z.ZodType<LstmDecoderOptions, LstmDecoderInput> = z.strictObject({
  embedding: z
    .custom<number | TokenEmbedding>(
      isEmbedding,
      "a width (a whole number ≥ 1) or tokenEmbedding({ size })",
    )
    .default(100),
  hidden: whole().default(400),
  layers: whole().default(1),
  dropout: between("a rate in [0, 1)").lt(1, "a rate in [0, 1)").default(0),
  wordDropout: between("a rate in [0, 1]").max(1, "a rate in [0, 1]").default(0),
  inputless: z.boolean().default(false),
  latent: z.enum(["state", "input", "both"]).default("both"),
});
