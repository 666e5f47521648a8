import type {
  Batch,
  Beside,
  CommonField,
  Dataset,
  Epoch,
  EpochOptions,
  Split,
} from "@textvae/core";
import { requireWhole, TextvaeError } from "@textvae/ops";
import { bucketBatches } from "./bucketing.ts";
import { type PerSplit, SPLITS } from "./splits.ts";

/** The items 0 … size − 1 of a split. */
export interface Items {
  readonly size: number;
  /** Items of about equal length share a batch. Without it their order is that of the corpus. */
  length?(item: number): number;
  /** The batch of the given items. */
  batch(items: Int32Array): Batch;
  /** What is known of these items beside that. */
  beside?(items: Int32Array): readonly Beside[];
}

export interface CreateDatasetOptions
  extends Pick<
    Dataset,
    "name" | "vocabulary" | "tokenizer" | "provides" | "fields" | "labels" | "account" | "notes"
  > {
  /** The common fields that it provides; those that it declares itself are added. */
  readonly provides: readonly CommonField[];
  readonly splits: PerSplit<Items>;
  /** What an item is called in errors. Default `item`. */
  readonly item?: string;
}

/**
 * A dataset of items that are turned into batches on request.
 *
 * @throws {TextvaeError} `DATA` for a split without items.
 *
 * @example
 * const batch = (items: Int32Array) => ({ size: items.length, counts_BV: countsOf(items) });
 * createDataset({ name, vocabulary, provides: ["counts_BV"], splits: { train: { size, batch } } });
 */
export const createDataset = (options: CreateDatasetOptions): Dataset => {
  const { splits: items, item = "item", ...described } = options;
  const splits = SPLITS.filter((split) => items[split] !== undefined);
  for (const split of splits) {
    if ((items[split] as Items).size > 0) continue;
    throw new TextvaeError("DATA", split, { expected: `at least one ${item}`, got: "none" });
  }
  const itemsOf = (split: Split): Items => {
    const found = items[split];
    if (found) return found;
    throw new TextvaeError("SPLIT", described.name, {
      expected: `one of the splits ${splits.join(", ")}`,
      got: JSON.stringify(split),
    });
  };
  return Object.freeze({
    ...described,
    provides: [...described.provides, ...Object.keys(described.fields ?? {})],
    splits,
    size: (split: Split) => itemsOf(split).size,
    epoch: (split: Split, options: EpochOptions) => epochOf(itemsOf(split), options),
    batch: (split: Split, items: Int32Array) => itemsOf(split).batch(items),
    ...(splits.some((split) => items[split]?.beside) && {
      beside: (split: Split, rows: Int32Array) =>
        itemsOf(split).beside?.(rows) ?? Array.from(rows, () => ({})),
    }),
  });
};

const epochOf = ({ size, length = () => 0, batch }: Items, options: EpochOptions): Epoch => {
  const { batchSize, rng } = options;
  requireWhole("epoch.batchSize", batchSize);
  const batches = bucketBatches({ size, batchSize, length, rng });
  return {
    length: batches.length,
    at: (index) => batch(batches.at(index) ?? outOfRange(index, batches.length)),
  };
};

const outOfRange = (index: number, length: number): never => {
  throw new TextvaeError("OPTION", "epoch.at", {
    expected: `a batch index in 0 … ${length - 1}`,
    got: String(index),
  });
};
