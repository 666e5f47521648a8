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
  const order = rng
    ? pooled(rng.permutation(size), POOL * batchSize, length)
    : byLength(size, length);
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

/** All items by their lengths, equal ones in their order: counted, since keys to sort by take memory. */
const byLength = (size: number, length: (item: number) => number): Int32Array => {
  let longest = 0;
  for (let item = 0; item < size; item++) longest = Math.max(longest, length(item));
  const next = new Int32Array(longest + 2);
  for (let item = 0; item < size; item++) (next[length(item) + 1] as number)++;
  for (let at = 1; at < next.length; at++)
    next[at] = (next[at] as number) + (next[at - 1] as number);
  const order = new Int32Array(size);
  for (let item = 0; item < size; item++) order[(next[length(item)] as number)++] = item;
  return order;
};

/** The same items, sorted within pools of so many. */
const pooled = (order: Int32Array, pool: number, length: (item: number) => number): Int32Array => {
  const space = Math.min(pool, order.length);
  const scratch = { keys: new Float64Array(space), before: new Int32Array(space) };
  for (let start = 0; start < order.length; start += pool) {
    sortByLength(order.subarray(start, start + pool), length, scratch);
  }
  return order;
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
