import type { Activation } from "@textvae/layers";
import * as v from "valibot";

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

const whole = v.message(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), "a whole number ≥ 1");
const rate = v.message(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), "a rate in [0, 1)");

export const bowDecoderOptions: v.GenericSchema<BowDecoderInput, BowDecoderOptions> =
  v.strictObject({
    hidden: v.optional(v.array(whole), () => []),
    activation: v.optional(v.picklist(["tanh", "relu"]), "tanh"),
    dropout: v.optional(rate, 0),
    reads: v.optional(v.picklist(["counts", "text"]), "counts"),
  });
