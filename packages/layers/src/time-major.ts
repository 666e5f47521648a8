import type { TextBatch } from "@textvae/core/plugin";

/**
 * The ids of sentences as a network reads them, time-major (`t·B + b`), as many of each row as
 * `lengths_B` says. Beyond them stands the end of sentence, whatever the batch's padding is. With a
 * shift of 1 each is fed when the next one is predicted: the start, which is the same id, comes first.
 *
 * @example
 * const inputs_TB = timeMajor(text, vocabulary.eos, 1);
 */
export const timeMajor = (
  { tokens_BT, lengths_B, time }: TextBatch,
  eos: number,
  shift: 0 | 1 = 0,
): Int32Array => {
  const rows = lengths_B.length;
  const ids_TB = new Int32Array(time * rows).fill(eos);
  lengths_B.forEach((length, row) => {
    for (let t = shift; t < length; t++) {
      ids_TB[t * rows + row] = tokens_BT[row * time + t - shift] as number;
    }
  });
  return ids_TB;
};
