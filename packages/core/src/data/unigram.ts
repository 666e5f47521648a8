import { TextvaeError } from "@textvae/ops";
import type { TextBatch } from "../contracts/batch.ts";
import type { Dataset, Split } from "../contracts/dataset.ts";

export interface UnigramScore {
  readonly sentences: number;
  /** Scored tokens: words and ends of sentence. */
  readonly tokens: number;
  /** −log p of a sentence, the mean over the split. */
  readonly natsPerSentence: number;
  /** exp(total nats / total tokens). */
  readonly perplexity: number;
  readonly smoothing: "none" | "add-one";
}

const BATCH = 1024;

/**
 * The score of the unigram model, −log p(x) = −Σₜ log(count(wₜ) / N), with counts of `train` and
 * the end of sentence scored: what a model that learned anything must beat.
 *
 * When a word of the vocabulary does not occur in `train` (often `<unk>`), all counts are raised
 * by one, so that every sentence has a probability.
 *
 * @throws {TextvaeError} `SPLIT` when `train` or the split is missing, `CAPABILITY` when the
 * dataset provides no text.
 *
 * @example
 * unigram(dataset, "test").perplexity; // 639.3 on the Penn Treebank
 */
export const unigram = (dataset: Dataset, split: Split): UnigramScore => {
  const counts = countsOf(dataset, "train");
  const smoothing = counts.includes(0) ? "add-one" : "none";
  if (smoothing === "add-one") for (const [id, count] of counts.entries()) counts[id] = count + 1;
  const total = counts.reduce((a, b) => a + b, 0);

  const scored = countsOf(dataset, split);
  let nats = 0;
  let tokens = 0;
  for (const [id, count] of scored.entries()) {
    if (count === 0) continue;
    tokens += count;
    nats -= count * Math.log((counts[id] as number) / total);
  }
  const sentences = dataset.size(split);
  return {
    sentences,
    tokens,
    natsPerSentence: nats / sentences,
    perplexity: Math.exp(nats / tokens),
    smoothing,
  };
};

/** How often each id is scored in a split. */
const countsOf = (dataset: Dataset, split: Split): Float64Array => {
  const counts = new Float64Array(dataset.vocabulary.size);
  const epoch = dataset.epoch(split, { batchSize: BATCH });
  for (let index = 0; index < epoch.length; index++) {
    const { text, size } = epoch.at(index);
    if (!text) throw withoutText(dataset);
    for (let b = 0; b < size; b++) addRow(text, b, counts);
  }
  return counts;
};

const addRow = ({ tokens_BT, lengths_B, time }: TextBatch, b: number, counts: Float64Array) => {
  for (const id of tokens_BT.subarray(b * time, b * time + (lengths_B[b] as number))) {
    counts[id] = (counts[id] as number) + 1;
  }
};

const withoutText = (dataset: Dataset): TextvaeError =>
  new TextvaeError("CAPABILITY", `unigram(${dataset.name})`, {
    expected: "a dataset that provides text",
    got: dataset.provides.join(", "),
  });
