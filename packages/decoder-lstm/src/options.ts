import type { Output } from "@textvae/core";
import { EMBEDDING, isEmbedding, isOutput, OUTPUT, type TokenEmbedding } from "@textvae/layers";
import * as v from "valibot";

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
  /** What makes probabilities of words of the features. Default: one softmax over all. */
  readonly output?: Output | undefined;
}

/** The options as given: each may be left out. */
export type LstmDecoderInput = {
  readonly [Option in keyof LstmDecoderOptions]?: LstmDecoderOptions[Option] | undefined;
};

const whole = v.message(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), "a whole number ≥ 1");
const rate = v.message(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), "a rate in [0, 1)");
const part = v.message(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), "a rate in [0, 1]");

export const lstmDecoderOptions: v.GenericSchema<LstmDecoderInput, LstmDecoderOptions> =
  v.strictObject({
    embedding: v.optional(v.custom<number | TokenEmbedding>(isEmbedding, EMBEDDING), 100),
    hidden: v.optional(whole, 400),
    layers: v.optional(whole, 1),
    dropout: v.optional(rate, 0),
    wordDropout: v.optional(part, 0),
    inputless: v.optional(v.boolean(), false),
    latent: v.optional(v.picklist(["state", "input", "both"]), "both"),
    output: v.optional(v.custom<Output>(isOutput, OUTPUT)),
  });
