import { createRng, type Dataset, type Split, TextvaeError } from "@textvae/core";
import { namedOptions } from "@textvae/core/internals";
import { describe } from "./given-rows.ts";

export interface SubsetOptions {
  /** Random batches are taken until they hold this many items. */
  readonly items: number;
  /** Items of a batch, whatever is asked for later. Default 32. */
  readonly batchSize?: number;
  readonly seed?: number;
}

/**
 * A dataset with one split cut to random batches, for measures too slow for all of it. The other
 * splits stay.
 *
 * @throws {TextvaeError} `OPTION` for a number of items below 1, and for what is no dataset.
 *
 * @example
 * const some = subset(dataset, "test", { items: 500 });
 */
export const subset = (dataset: Dataset, split: Split, options: SubsetOptions): Dataset => {
  const { items, batchSize = 32, seed = 0 } = namedOptions("subset, options", options);
  if (typeof dataset?.epoch !== "function") {
    throw new TextvaeError("OPTION", "subset", { expected: "a dataset", got: describe(dataset) });
  }
  if (!(items >= 1)) {
    const [expected, got] = ["a number of items ≥ 1", describe(items)];
    throw new TextvaeError("OPTION", "subset.items", { expected, got });
  }
  const epoch = dataset.epoch(split, { batchSize });
  const chosen: number[] = [];
  let size = 0;
  for (const index of createRng(seed).stream("subset").permutation(epoch.length)) {
    if (size >= items) break;
    chosen.push(index);
    size += epoch.at(index).size;
  }
  const cut = { length: chosen.length, at: (i: number) => epoch.at(chosen[i] as number) };
  // By number both would still give items of the whole split.
  const { batch: _, beside: __, ...rest } = dataset;
  return {
    ...rest,
    size: (asked) => (asked === split ? size : dataset.size(asked)),
    epoch: (asked, request) => (asked === split ? cut : dataset.epoch(asked, request)),
  };
};
