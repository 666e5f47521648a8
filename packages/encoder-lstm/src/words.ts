import type { TextBatch, Vocabulary } from "@textvae/core";
import type { LstmEncoderOptions } from "./options.ts";

/**
 * The ids to read, time-major (`t·B + b`), as many of each row as `lengths_B` says. Beyond them
 * stands the end of sentence, whatever the batch's padding is.
 */
export const wordsToRead = (
  { tokens_BT, lengths_B, time }: TextBatch,
  reads: LstmEncoderOptions["reads"],
  { eos }: Vocabulary,
): Int32Array => {
  const rows = lengths_B.length;
  const shift = reads === "feed" ? 1 : 0;
  const ids_TB = new Int32Array(time * rows).fill(eos);
  lengths_B.forEach((length, row) => {
    for (let t = shift; t < length; t++) {
      ids_TB[t * rows + row] = tokens_BT[row * time + t - shift] as number;
    }
  });
  return ids_TB;
};
