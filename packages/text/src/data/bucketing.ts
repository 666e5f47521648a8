import type { Rng } from "@textvae/core";

/** Batches whose worth of items is sorted by length together. */
const POOL = 100;

export interface BucketOptions {
  readonly size: number;
  readonly batchSize: number;
  length(item: number): number;
  readonly rng?: Rng | undefined;
}

/** The items of each batch of an epoch. */
export interface BatchOrder {
  readonly length: number;
  /** The items of a batch; undefined outside of 0 … length − 1. */
  at(index: number): Int32Array | undefined;
}

/**
 * Items 0 … size − 1 in batches of about equal length, each item once. It holds four bytes an item.
 *
 * Without `rng` items are sorted by length, equal ones in the order of the corpus. With it they
 * are shuffled, sorted within pools of 100 batches, cut, and the batches shuffled.
 */
export const bucketBatches = ({ size, batchSize, length, rng }: BucketOptions): BatchOrder => {
  const order = rng ? rng.permutation(size) : Int32Array.from({ length: size }, (_, i) => i);
  const pool = rng ? POOL * batchSize : Math.max(size, 1);
  const space = Math.min(pool, size);
  const scratch = { keys: new Float64Array(space), before: new Int32Array(space) };
  for (let start = 0; start < size; start += pool) {
    sortByLength(order.subarray(start, start + pool), length, scratch);
  }
  const batches = Math.ceil(size / batchSize);
  const shuffled = rng?.permutation(batches);
  return {
    length: batches,
    at(index) {
      const batch = shuffled ? shuffled[index] : index;
      if (batch === undefined || !(Number.isInteger(batch) && batch >= 0 && batch < batches)) {
        return undefined;
      }
      return order.subarray(batch * batchSize, (batch + 1) * batchSize);
    },
  };
};

/**
 * In place, equal lengths in their order: numbers length · n + position are sorted, which no two
 * items share, and which are exact below 2⁵³.
 */
const sortByLength = (
  items: Int32Array,
  length: (item: number) => number,
  scratch: { readonly keys: Float64Array; readonly before: Int32Array },
): void => {
  const n = items.length;
  const keys = scratch.keys.subarray(0, n);
  for (let at = 0; at < n; at++) keys[at] = length(items[at] as number) * n + at;
  keys.sort();
  const { before } = scratch;
  before.set(items);
  for (let at = 0; at < n; at++) items[at] = before[(keys[at] as number) % n] as number;
};
