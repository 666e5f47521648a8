import { TextvaeError } from "@textvae/ops";
import type { Dataset, EpochOptions, Split } from "../contracts/dataset.ts";
import type { Vocabulary } from "../contracts/vocabulary.ts";
import { bucketBatches } from "./bucketing.ts";
import { encode, scoredLength, textBatch } from "./corpus.ts";
import { classNames } from "./labels.ts";
import type { Sentence } from "./sentence.ts";

const SPLITS = ["train", "valid", "test"] as const;

export interface SentenceDatasetOptions {
  readonly name: string;
  readonly vocabulary: Vocabulary;
  readonly splits: Readonly<Partial<Record<Split, readonly Sentence[]>>>;
}

/**
 * A dataset of sentences already split into words; what `text` and other corpora are made of.
 *
 * A batch holds w₁ … wₙ, `<eos>`, padding (also `<eos>`); lengths are n + 1. It is labelled when
 * the sentences are; the classes are those of the first split.
 *
 * @throws {TextvaeError} `DATA` for a split without sentences and for a label that the first
 * split has not.
 */
export const sentenceDataset = (options: SentenceDatasetOptions): Dataset => {
  const { name, vocabulary } = options;
  const splits = SPLITS.filter((split) => options.splits[split] !== undefined);
  const sentencesOf = (split: Split) => options.splits[split] as readonly Sentence[];
  for (const split of splits) {
    if (sentencesOf(split).length > 0) continue;
    throw new TextvaeError("DATA", split, { expected: "at least one sentence", got: "none" });
  }
  const labels = classNames(splits.map((split) => [split, sentencesOf(split)]));
  const corpora = new Map(
    splits.map((split) => [split, encode(sentencesOf(split), vocabulary, labels)]),
  );

  const corpusOf = (split: Split) => {
    const corpus = corpora.get(split);
    if (corpus) return corpus;
    throw new TextvaeError("SPLIT", name, {
      expected: `one of the splits ${splits.join(", ")}`,
      got: JSON.stringify(split),
    });
  };

  const epoch = (split: Split, { batchSize, rng }: EpochOptions) => {
    const corpus = corpusOf(split);
    checkBatchSize(batchSize);
    const length = (item: number) => scoredLength(corpus, item);
    const batches = bucketBatches({ size: corpus.size, batchSize, length, rng });
    return {
      length: batches.length,
      at(index: number) {
        const rows = batches[index] ?? outOfRange(index, batches.length);
        const text = textBatch(corpus, rows, vocabulary.eos);
        if (!corpus.labels) return { size: rows.length, text };
        const classes = corpus.labels;
        return { size: rows.length, text, labels_B: rows.map((row) => classes[row] as number) };
      },
    };
  };

  return Object.freeze({
    name,
    vocabulary,
    splits,
    provides: labels ? (["text", "labels_B"] as const) : (["text"] as const),
    ...(labels && { labels }),
    size: (split: Split) => corpusOf(split).size,
    epoch,
  });
};

const checkBatchSize = (batchSize: number): void => {
  if (Number.isInteger(batchSize) && batchSize >= 1) return;
  throw new TextvaeError("OPTION", "epoch.batchSize", {
    expected: "an integer ≥ 1",
    got: String(batchSize),
  });
};

const outOfRange = (index: number, length: number): never => {
  throw new TextvaeError("OPTION", "epoch.at", {
    expected: `a batch index in 0 … ${length - 1}`,
    got: String(index),
  });
};
