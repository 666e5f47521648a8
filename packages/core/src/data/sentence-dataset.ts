import type { Dataset } from "../contracts/dataset.ts";
import type { Vocabulary } from "../contracts/vocabulary.ts";
import { encode, scoredLength, textBatch } from "./corpus.ts";
import { createDataset, type Items } from "./create-dataset.ts";
import { classNames } from "./labels.ts";
import type { Sentence } from "./sentence.ts";
import { mapSplits, type PerSplit } from "./splits.ts";

export interface SentenceDatasetOptions {
  readonly name: string;
  readonly vocabulary: Vocabulary;
  readonly splits: PerSplit<readonly Sentence[]>;
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
  const labels = classNames(splits);
  return createDataset({
    name,
    vocabulary,
    provides: labels ? ["text", "labels_B"] : ["text"],
    ...(labels && { labels }),
    splits: mapSplits(splits, (sentences) => sentenceItems(sentences, vocabulary, labels)),
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
