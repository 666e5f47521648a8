import type { Activation } from "@textvae/layers";
import * as v from "valibot";

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

const whole = v.message(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), "a whole number ≥ 1");
const rate = v.message(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), "a rate in [0, 1)");

export const bowEncoderOptions: v.GenericSchema<BowEncoderInput, BowEncoderOptions> =
  v.strictObject({
    hidden: v.optional(v.pipe(v.array(whole), v.minLength(1, "at least one width")), () => [400]),
    activation: v.optional(v.picklist(["tanh", "relu"]), "tanh"),
    dropout: v.optional(rate, 0),
    inputDropout: v.optional(rate, 0),
    reads: v.optional(v.picklist(["counts", "presence", "frequencies", "log", "tf-idf"]), "counts"),
  });
