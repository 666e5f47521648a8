import type { Batch, TextBatch, Vocabulary } from "@textvae/core";
import type { BowDecoderOptions } from "./options.ts";

/** Word counts of each item, row-major `[B, V]`; of text with the ends of sentence, never padding. */
export const countsOf: Readonly<
  Record<BowDecoderOptions["reads"], (batch: Batch, vocabulary: Vocabulary) => Float32Array>
> = {
  counts: ({ counts_BV }) => counts_BV as Float32Array,
  text: ({ text }, { size }) => countWords(text as TextBatch, size),
};

const countWords = ({ tokens_BT, lengths_B, time }: TextBatch, size: number): Float32Array => {
  const counts_BV = new Float32Array(lengths_B.length * size);
  lengths_B.forEach((length, b) => {
    for (let t = 0; t < length; t++) {
      const at = b * size + (tokens_BT[b * time + t] as number);
      counts_BV[at] = (counts_BV[at] as number) + 1;
    }
  });
  return counts_BV;
};
