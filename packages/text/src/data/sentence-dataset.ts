import type { Dataset, SplitAccount, Vocabulary } from "@textvae/core";
import { accountOf, accountOfSentences, repetitionNotes } from "./account.ts";
import { encode, scoredLength, textBatch } from "./corpus.ts";
import { createDataset, type Items } from "./create-dataset.ts";
import { classNames } from "./labels.ts";
import { type Sentence, sentencesIn } from "./sentence.ts";
import { mapSplits, type PerSplit } from "./splits.ts";

export interface SentenceDatasetOptions {
  readonly name: string;
  readonly vocabulary: Vocabulary;
  readonly splits: PerSplit<readonly Sentence[]>;
  /** Sentences of each split that were cut, and how many words they lost. */
  readonly cut?: PerSplit<SplitAccount["cut"]>;
  /** What was taken for granted when they were read. */
  readonly notes?: readonly string[];
}

/**
 * A dataset of sentences already split into words; what `text` and other corpora are made of.
 *
 * A batch holds w₁ … wₙ, `<eos>`, padding (also `<eos>`); lengths are n + 1. It is labelled when
 * the sentences are; the classes are those of the first split.
 *
 * @throws {TextvaeError} `DATA` for a split without sentences, for a label that the first split has
 * not, and for a sentence that holds `<eos>`.
 */
export const sentenceDataset = (options: SentenceDatasetOptions): Dataset => {
  const { name, vocabulary, cut, notes = [] } = options;
  const splits = mapSplits(options.splits, sentencesIn);
  const labels = classNames(splits);
  const account = accountOf(
    mapSplits(splits, (sentences, split) =>
      accountOfSentences(sentences, vocabulary, cut?.[split]),
    ),
  );
  return createDataset({
    name,
    vocabulary,
    provides: labels ? ["text", "labels_B"] : ["text"],
    ...(labels && { labels }),
    splits: mapSplits(splits, (sentences) => sentenceItems(sentences, vocabulary, labels)),
    item: "sentence",
    account,
    notes: [...notes, ...repetitionNotes(account, "sentence")],
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
