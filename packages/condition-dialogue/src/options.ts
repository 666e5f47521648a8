import { isEmbedding, type TokenEmbedding } from "@textvae/core";
import { z } from "zod";

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

const width = () => z.int("a whole number ≥ 1").min(1, "a whole number ≥ 1");

export const dialogueConditionOptions: z.ZodType<DialogueConditionOptions, DialogueConditionInput> =
  z.strictObject({
    embedding: z
      .custom<number | TokenEmbedding>(
        isEmbedding,
        "a width (a whole number ≥ 1) or tokenEmbedding({ size })",
      )
      .default(100),
    utterance: width().default(300),
    bidirectional: z.boolean().default(true),
    hidden: width().default(600),
    goal: width().optional(),
    dropout: z
      .number("a rate in [0, 1)")
      .min(0, "a rate in [0, 1)")
      .lt(1, "a rate in [0, 1)")
      .default(0),
  });
