import type { Counted } from "@textvae/core";

/** Counts pieces of text, and numbers them as they appear. */
export interface Tally {
  /** The number of a piece, counted from 0, which is seen once more. */
  add(piece: string): number;
  /** What another has counted of a text that follows: the numbers of its pieces here. */
  adopt(counted: Counted): Int32Array;
  /** As plain data. */
  counted(): Counted;
  /** The counts in the order of first appearance. */
  counts(): Map<string, number>;
}

/**
 * A count of pieces. Counts of parts of a text, adopted in the order of the parts, are the count of the whole.
 *
 * @example
 * const [whole, rest] = [createTally(), createTally()];
 * for (const word of ["a", "rose"]) whole.add(word);
 * for (const word of ["is", "a", "rose"]) rest.add(word);
 * whole.adopt(rest.counted()); // 2, 0, 1
 * whole.counts(); // a 2, rose 2, is 1
 */
export const createTally = (): Tally => {
  const numbers = new Map<string, number>();
  const counts: number[] = [];
  const seen = (piece: string, times: number): number => {
    const found = numbers.get(piece);
    if (found !== undefined) {
      (counts[found] as number) += times;
      return found;
    }
    numbers.set(unshared(piece), counts.length);
    return counts.push(times) - 1;
  };
  return {
    add: (piece) => seen(piece, 1),
    adopt: ({ pieces, counts }) =>
      Int32Array.from(pieces, (piece, at) => seen(piece, counts[at] as number)),
    counted: () => ({ pieces: [...numbers.keys()], counts: [...counts] }),
    counts: () => new Map(Array.from(numbers, ([piece, at]) => [piece, counts[at] as number])),
  };
};

const [encoder, decoder] = [new TextEncoder(), new TextDecoder("utf-8", { ignoreBOM: true })];

/** The same piece, which keeps no longer text alive that it was cut from. */
const unshared = (piece: string): string => {
  const own = decoder.decode(encoder.encode(piece));
  return own === piece ? own : piece; // half a surrogate pair has no UTF-8
};
