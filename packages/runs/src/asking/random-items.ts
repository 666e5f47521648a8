import { type Batch, type Dataset, type Rng, type Split, TextvaeError } from "@textvae/core";

/** What is shown of a corpus: its test split, or the validation split where there is none. */
export const heldOut = (dataset: Dataset): Split =>
  dataset.splits.includes("test") ? "test" : "valid";

/** Random items of a split as batches of one; each once, and again only when there are too few. */
export const randomItems = (dataset: Dataset, split: Split, count: number, rng: Rng): Batch[] => {
  const epoch = dataset.epoch(split, { batchSize: 1 });
  const order = rng.permutation(epoch.length);
  return Array.from({ length: count }, (_, i) => epoch.at(order[i % order.length] as number));
};

/** Random sentences of a split, each at most once. Throws `CAPABILITY` for a corpus without text. */
export const randomSentences = (
  dataset: Dataset,
  split: Split,
  count: number,
  rng: Rng,
): Batch[] => {
  if (!dataset.provides.includes("text")) {
    throw new TextvaeError("CAPABILITY", dataset.name, {
      expected: "a dataset that provides text",
      got: dataset.provides.join(", "),
    });
  }
  return randomItems(dataset, split, Math.min(count, dataset.size(split)), rng);
};
