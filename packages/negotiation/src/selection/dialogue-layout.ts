import type { ContextBatch } from "@textvae/core";
import type { Reading } from "./kinds.ts";

/** Dialogues word by word, on the host, padded to the longest one. */
export interface DialogueLayout {
  readonly batch: number;
  readonly time: number;
  /** Row-major `[B, T]`: ids as they are read. */
  readonly words_BT: Int32Array;
  /** Of which kind a word speaks: −1 of none. */
  readonly kinds_BT: Int8Array;
  /** Who says it and how many utterances before the last: 2·back + own, back at most `turns` − 1. */
  readonly turns_BT: Int32Array;
  /** Words of each dialogue, ends of utterances among them. */
  readonly lengths_B: Int32Array;
}

/** The utterances of each item one after the other. */
export const layOut = (
  { utterances, own_N, turns_B }: ContextBatch,
  read: (id: number) => Reading,
  turns: number,
): DialogueLayout => {
  const batch = turns_B.length;
  const lengths_B = new Int32Array(batch);
  let first = 0;
  const rowsOf = Array.from(turns_B, (count) => {
    first += count;
    return Array.from({ length: count }, (_, u) => first - count + u);
  });
  for (const [b, rows] of rowsOf.entries()) {
    lengths_B[b] = rows.reduce((sum, row) => sum + (utterances.lengths_B[row] as number), 0);
  }
  const time = Math.max(...lengths_B);
  const words_BT = new Int32Array(batch * time);
  const kinds_BT = new Int8Array(batch * time).fill(-1);
  const turns_BT = new Int32Array(batch * time);
  for (const [b, rows] of rowsOf.entries()) {
    let at = b * time;
    for (const [u, row] of rows.entries()) {
      const turn = 2 * Math.min(rows.length - 1 - u, turns - 1) + (own_N[row] as number);
      for (let t = 0; t < (utterances.lengths_B[row] as number); t++, at++) {
        const { word, kind } = read(utterances.tokens_BT[row * utterances.time + t] as number);
        words_BT[at] = word;
        kinds_BT[at] = kind;
        turns_BT[at] = turn;
      }
    }
  }
  return { batch, time, words_BT, kinds_BT, turns_BT, lengths_B };
};

/**
 * For each word the rows of those at some distances from it, `[B·T·D]`; the row B·T where there is
 * none in its dialogue.
 */
export const rowsAround = (
  { batch, time, lengths_B }: DialogueLayout,
  distances: readonly number[],
): Int32Array => {
  const rows = new Int32Array(batch * time * distances.length).fill(batch * time);
  for (let b = 0; b < batch; b++) {
    const length = lengths_B[b] as number;
    for (let t = 0; t < length; t++) {
      for (const [d, distance] of distances.entries()) {
        const near = t + distance;
        if (near < 0 || near >= length) continue;
        rows[(b * time + t) * distances.length + d] = b * time + near;
      }
    }
  }
  return rows;
};

/** What attention looks at for a kind: words for it, words for others, and all words. */
export const VIEWS = 3;

const HIDDEN = -1e9;

/**
 * 0 where a view shows a word and −10⁹ where it does not, `[B, K, 3, 1, T]`. The first word, which
 * is the opening's end, is always shown: what is read where a kind is not spoken of.
 */
export const shownOf = (
  { batch, time, kinds_BT, lengths_B }: DialogueLayout,
  kinds: number,
): Float32Array => {
  const shown = new Float32Array(batch * kinds * VIEWS * time).fill(HIDDEN);
  for (let b = 0; b < batch; b++) {
    for (let k = 0; k < kinds; k++) {
      const row = (b * kinds + k) * VIEWS * time;
      for (let t = 0; t < (lengths_B[b] as number); t++) {
        const kind = kinds_BT[b * time + t] as number;
        if (t === 0 || kind === k) shown[row + t] = 0;
        if (t === 0 || (kind >= 0 && kind !== k)) shown[row + time + t] = 0;
        shown[row + 2 * time + t] = 0;
      }
    }
  }
  return shown;
};
