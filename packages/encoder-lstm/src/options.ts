import { EMBEDDING, isEmbedding, type TokenEmbedding } from "@textvae/layers";
import * as v from "valibot";

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

const whole = v.message(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), "a whole number ≥ 1");
const rate = v.message(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), "a rate in [0, 1)");

export const lstmEncoderOptions: v.GenericSchema<LstmEncoderInput, LstmEncoderOptions> =
  v.strictObject({
    embedding: v.optional(v.custom<number | TokenEmbedding>(isEmbedding, EMBEDDING), 100),
    hidden: v.optional(whole, 400),
    layers: v.optional(whole, 1),
    bidirectional: v.optional(v.boolean(), false),
    dropout: v.optional(rate, 0),
    reads: v.optional(v.picklist(["sentence", "feed"]), "sentence"),
    summary: v.optional(v.picklist(["hidden", "hidden-cell"]), "hidden"),
    condition: v.optional(v.picklist(["ignored", "input"]), "ignored"),
  });
