import { EMBEDDING, isEmbedding, type TokenEmbedding } from "@textvae/layers";
import * as v from "valibot";

export interface DialogueConditionOptions {
  /** E, or an embedding shared with other components. Default 100. */
  readonly embedding: number | TokenEmbedding;
  /** Width of each direction's state over the words of an utterance. Default 300. */
  readonly utterance: number;
  /** Whether a second LSTM reads each utterance from its end. Default true. */
  readonly bidirectional: boolean;
  /** Width of the state over utterances. Default 600. */
  readonly hidden: number;
  /** Width of what the speaker's goal adds to the condition. Default: the goal is not read. */
  readonly goal?: number | undefined;
  /** Rate of dropout on word vectors, while training. Default 0. */
  readonly dropout: number;
}

/** The options as given: each may be left out. */
export type DialogueConditionInput = {
  readonly [Option in keyof DialogueConditionOptions]?:
    | DialogueConditionOptions[Option]
    | undefined;
};

const whole = v.message(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), "a whole number ≥ 1");
const rate = v.message(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), "a rate in [0, 1)");

export const dialogueConditionOptions: v.GenericSchema<
  DialogueConditionInput,
  DialogueConditionOptions
> = v.strictObject({
  embedding: v.optional(v.custom<number | TokenEmbedding>(isEmbedding, EMBEDDING), 100),
  utterance: v.optional(whole, 300),
  bidirectional: v.optional(v.boolean(), true),
  hidden: v.optional(whole, 600),
  goal: v.optional(whole),
  dropout: v.optional(rate, 0),
});
