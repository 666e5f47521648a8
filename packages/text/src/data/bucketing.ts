import type { Rng } from "@textvae/core";

/** Batches whose worth of items is sorted by length together. */
const POOL = 100;

export interface BucketOptions {
  readonly size: number;
  readonly batchSize: number;
  length(item: number): number;
  readonly rng?: Rng | undefined;
}

/**
 * Items 0 … size − 1 in batches of about equal length, each item once.
 *
 * Without `rng` items are sorted by length, equal ones in the order of the corpus. With it they
 * are shuffled, sorted within pools of 100 batches, cut, and the batches shuffled.
 */
export const bucketBatches = ({ size, batchSize, length, rng }: BucketOptions): Int32Array[] => {
  const byLength = (a: number, b: number) => length(a) - length(b);
  const order = rng ? rng.permutation(size) : Int32Array.from({ length: size }, (_, i) => i);
  const pool = rng ? POOL * batchSize : Math.max(size, 1);
  const batches: Int32Array[] = [];
  for (let start = 0; start < size; start += pool) {
    const sorted = order.slice(start, start + pool).sort(byLength);
    for (let at = 0; at < sorted.length; at += batchSize) {
      batches.push(sorted.subarray(at, at + batchSize));
    }
  }
  return rng
    ? Array.from(rng.permutation(batches.length), (i) => batches[i] as Int32Array)
    : batches;
};
