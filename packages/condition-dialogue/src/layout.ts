import type { ContextBatch } from "@textvae/core";

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
