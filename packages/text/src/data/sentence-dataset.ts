import type { Dataset, SplitAccount, Tokenizer, Vocabulary } from "@textvae/core";
import { accountOf, accountOfSentences, repetitionNotes } from "./account.ts";
import { type BesideTypes, fieldsOf, numbersBeside, type Weighing, weighing } from "./beside.ts";
import { type Corpus, encode, labelledCorpus, scoredLength, textBatch } from "./corpus.ts";
import { createDataset, type Items } from "./create-dataset.ts";
import { classNames } from "./labels.ts";
import { type Sentence, sentencesIn } from "./sentence.ts";
import { mapSplits, type PerSplit } from "./splits.ts";
import { tokenize } from "./tokenized.ts";

export interface SentenceDatasetOptions {
  readonly name: string;
  /** The words that are known; or a tokenizer that has learned its vocabulary. */
  readonly vocabulary: Vocabulary | Tokenizer;
  readonly splits: PerSplit<readonly Sentence[]>;
  /** Sentences of each split that were cut to words, and how many of these they lost. */
  readonly cut?: PerSplit<SplitAccount["cut"]>;
  /** Ids of a tokenizer that are kept of each sentence. Default: all. */
  readonly maxLength?: number | undefined;
  /** What each sentence has beside its text. */
  readonly beside?: BesideTypes | undefined;
  /** The number among that by which each counts in the loss. */
  readonly weightField?: string | undefined;
  /** What was taken for granted when they were read. */
  readonly notes?: readonly string[];
}

/**
 * A dataset of sentences already split into words, or of their texts by a tokenizer; what `text` and other
 * corpora are made of.
 *
 * A batch holds w₁ … wₙ, `<eos>`, padding (also `<eos>`); lengths are n + 1. It is labelled when
 * the sentences are; the classes are those of the first split.
 *
 * @throws {TextvaeError} `DATA` for a split without sentences, for a label that the first split has
 * not, and for a sentence that holds `<eos>`.
 */
export const sentenceDataset = (options: SentenceDatasetOptions): Dataset => {
  const { name, notes = [] } = options;
  const splits = mapSplits(options.splits, sentencesIn);
  const labels = classNames(splits);
  const tokenizer = "encode" in options.vocabulary ? options.vocabulary : undefined;
  const vocabulary = tokenizer?.vocabulary ?? (options.vocabulary as Vocabulary);
  const read = mapSplits(splits, (sentences, split) =>
    tokenizer
      ? tokenize(sentences, tokenizer, { maxLength: options.maxLength, where: split })
      : {
          corpus: encode(sentences, vocabulary),
          account: accountOfSentences(sentences, vocabulary, options.cut?.[split]),
        },
  );
  const weights = weighing(options.weightField);
  const account = accountOf(mapSplits(read, ({ account }) => account));
  return createDataset({
    name,
    vocabulary,
    ...(tokenizer && { tokenizer }),
    provides: ["text", ...(labels ? (["labels_B"] as const) : []), ...weights.provides],
    ...(labels && { labels }),
    ...(options.beside && { fields: numbersBeside(options.beside) }),
    splits: mapSplits(read, ({ corpus }, split) => {
      const sentences = splits[split] ?? [];
      const items = sentenceItems(labelledCorpus(corpus, sentences, labels), vocabulary);
      return options.beside ? withBeside(items, sentences, options.beside, weights.of) : items;
    }),
    item: "sentence",
    account,
    notes: [...notes, ...repetitionNotes(account, "sentence")],
  });
};

const sentenceItems = (corpus: Corpus, vocabulary: Vocabulary): Items => {
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

const withBeside = (
  items: Items,
  sentences: readonly Sentence[],
  types: BesideTypes,
  weightsOf: Weighing["of"],
): Items => {
  const besideOf = (item: number) => sentences[item]?.beside ?? {};
  const numbers = numbersBeside(types);
  return {
    ...items,
    batch: (rows) => {
      const read = (name: string) => Array.from(rows, (row) => Number(besideOf(row)[name]));
      const fields = fieldsOf(numbers, read);
      return { ...items.batch(rows), ...fields, ...weightsOf(fields) };
    },
    beside: (rows) => Array.from(rows, besideOf),
  };
};
