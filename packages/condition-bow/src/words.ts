import type { TextBatch, Vocabulary } from "@textvae/core";
import type { BowConditionOptions } from "./options.ts";

type Protocol = BowConditionOptions["protocol"];

/**
 * The ids on a row-major `[B, T]` grid: the words at their places, or those behind a start of
 * sentence. The end of sentence, which is also the start, stands wherever no word is.
 */
export const wordsOf: Readonly<
  Record<Protocol, (text: TextBatch, vocabulary: Vocabulary) => Int32Array>
> = {
  valid: (text, vocabulary) => grid(text, vocabulary, 0),
  paper: (text, vocabulary) => grid(text, vocabulary, 1),
};

const grid = (
  { tokens_BT, lengths_B, time }: TextBatch,
  { eos }: Vocabulary,
  shift: number,
): Int32Array => {
  const ids_BT = new Int32Array(tokens_BT.length).fill(eos);
  lengths_B.forEach((length, b) => {
    for (let t = 0; t < length - 1; t++) {
      ids_BT[b * time + t + shift] = tokens_BT[b * time + t] as number;
    }
  });
  return ids_BT;
};

/**
 * What part of the mean each place is, row-major `[B, T]`: 1/n for each of n words, or 1/(n + 1)
 * for the start of sentence and them.
 */
export const shares: Readonly<Record<Protocol, (text: TextBatch) => Float32Array>> = {
  valid: (text) => evenly(text, (length) => length - 1),
  // The published code averages the padding of a batch in, too; it is not read here.
  paper: (text) => evenly(text, (length) => length),
};

const evenly = (
  { lengths_B, time }: TextBatch,
  places: (length: number) => number,
): Float32Array => {
  const shares_BT = new Float32Array(lengths_B.length * time);
  lengths_B.forEach((length, b) => {
    const n = places(length);
    shares_BT.fill(1 / n, b * time, b * time + n);
  });
  return shares_BT;
};
