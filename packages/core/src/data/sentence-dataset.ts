import type { Dataset, Split } from "../contracts/dataset.ts";
import type { Vocabulary } from "../contracts/vocabulary.ts";
import { encode, scoredLength, textBatch } from "./corpus.ts";
import { createDataset, type Items } from "./create-dataset.ts";
import { classNames } from "./labels.ts";
import type { Sentence } from "./sentence.ts";

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
export const sentenceDataset = ({ name, vocabulary, splits }: SentenceDatasetOptions): Dataset => {
  const given = Object.entries(splits) as [Split, readonly Sentence[]][];
  const labels = classNames(splits);
  const items = given.map(([split, sentences]) => [
    split,
    sentenceItems(sentences, vocabulary, labels),
  ]);
  return createDataset({
    name,
    vocabulary,
    provides: labels ? ["text", "labels_B"] : ["text"],
    ...(labels && { labels }),
    splits: Object.fromEntries(items),
    item: "sentence",
  });
};

const sentenceItems = (
  sentences: readonly Sentence[],
  vocabulary: Vocabulary,
  names?: readonly string[],
): Items => {
  const corpus = encode(sentences, vocabulary, names);
  const { size, labels } = corpus;
  return {
    size,
    length: (item) => scoredLength(corpus, item),
    batch: (rows) => ({
      size: rows.length,
      text: textBatch(corpus, rows, vocabulary.eos),
      ...(labels && { labels_B: rows.map((row) => labels[row] as number) }),
    }),
  };
};
