import { TextvaeError } from "@textvae/core";

/** Where clusters end unless told: those that lie below the size of the vocabulary. */
const USUAL = [2000, 10_000, 50_000];

/**
 * The ids at which clusters end, the last being the size V of the vocabulary.
 *
 * @throws {TextvaeError} `OPTION` for cutoffs that leave no word to the last cluster.
 */
export const endsOf = (cutoffs: readonly number[] | undefined, size: number): number[] => {
  const chosen = cutoffs ?? USUAL.filter((cutoff) => cutoff < size);
  const last = chosen.at(-1) ?? 0;
  if (last < size) return [...chosen, size];
  throw new TextvaeError("OPTION", "adaptive.cutoffs", {
    expected: `ids below ${size}, the size of the vocabulary`,
    got: String(last),
    hint: "Leave out the last of them, or learn a vocabulary of more words.",
  });
};

/** Rows whose target lies in one of the rarer clusters. */
export interface Members {
  /** Which of them, from 0. */
  readonly tail: number;
  readonly rows: Int32Array;
  /** Their targets, counted from the first word of the cluster. */
  readonly targets: Int32Array;
}

export interface Division {
  /** What the head has to tell of each row: the word, or the cluster that it is in. */
  readonly told_N: Int32Array;
  /** Rows of clusters that have any. */
  readonly members: readonly Members[];
  /** Where a row stands among those of all members, one after the other; beyond them for a frequent word. */
  readonly places_N: Int32Array;
}

/** The rows of a batch, divided by the clusters that their targets are in. */
export const divide = (targets_N: Int32Array, ends: readonly number[]): Division => {
  const [frequent = 0, ...tails] = ends;
  const rowsOf: number[][] = tails.map(() => []);
  const told_N = targets_N.map((target, row) => {
    if (target < frequent) return target;
    const found = tails.findIndex((end) => target < end);
    const tail = found < 0 ? tails.length - 1 : found;
    rowsOf[tail]?.push(row);
    return tail < 0 ? target : frequent + tail;
  });

  const beyond = rowsOf.reduce((sum, { length }) => sum + length, 0);
  const places_N = new Int32Array(targets_N.length).fill(beyond);
  let place = 0;
  for (const row of rowsOf.flat()) places_N[row] = place++;

  const members = rowsOf.flatMap((list, tail) => {
    const rows = Int32Array.from(list);
    const first = ends[tail] as number;
    const targets = rows.map((row) => (targets_N[row] as number) - first);
    return list.length > 0 ? [{ tail, rows, targets }] : [];
  });
  return { told_N, members, places_N };
};
