import type { TextBatch, Vocabulary } from "@textvae/core";

/** What is fed and scored when each word is predicted from the true ones before it, item after item. */
export interface TeacherForcing {
  /** Start of sentence, w₁ … wₙ of each item; no padding. */
  readonly inputs_N: Int32Array;
  /** w₁ … wₙ, end of sentence. */
  readonly targets_N: Int32Array;
  /** The item that each belongs to. */
  readonly items_N: Int32Array;
}

export const teacherForcing = (
  { tokens_BT, lengths_B, time }: TextBatch,
  { eos }: Vocabulary,
): TeacherForcing => {
  const total = lengths_B.reduce((sum, length) => sum + length, 0);
  const inputs_N = new Int32Array(total);
  const targets_N = new Int32Array(total);
  const items_N = new Int32Array(total);
  let start = 0;
  lengths_B.forEach((length, item) => {
    const words = tokens_BT.subarray(item * time, item * time + length);
    targets_N.set(words, start);
    inputs_N[start] = eos;
    inputs_N.set(words.subarray(0, length - 1), start + 1);
    items_N.fill(item, start, start + length);
    start += length;
  });
  return { inputs_N, targets_N, items_N };
};
