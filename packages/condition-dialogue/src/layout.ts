import type { ContextBatch, TextBatch } from "@textvae/core";

/** The ids of sentences, time-major (`t·N + n`), with the end of sentence wherever none is. */
export const timeMajor = ({ tokens_BT, lengths_B, time }: TextBatch, eos: number): Int32Array => {
  const rows = lengths_B.length;
  const ids_TN = new Int32Array(time * rows).fill(eos);
  lengths_B.forEach((length, n) => {
    for (let t = 0; t < length; t++) ids_TN[t * rows + n] = tokens_BT[n * time + t] as number;
  });
  return ids_TN;
};

/**
 * Which utterance stands at turn u of item b, time-major (`u·B + b`), for as many turns as the
 * longest context has. Beyond the turns of an item its last one is repeated.
 */
export const utteranceAt = ({ turns_B }: ContextBatch): Int32Array => {
  const items = turns_B.length;
  const rows_UB = new Int32Array(Math.max(...turns_B) * items);
  let first = 0;
  turns_B.forEach((turns, b) => {
    for (let u = 0; u * items < rows_UB.length; u++) {
      rows_UB[u * items + b] = first + Math.min(u, turns - 1);
    }
    first += turns;
  });
  return rows_UB;
};
