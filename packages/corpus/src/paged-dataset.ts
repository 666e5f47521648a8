import type {
  Batch,
  BesideType,
  Dataset,
  SplitAccount,
  Tokenizer,
  Vocabulary,
} from "@textvae/core";
import {
  createDataset,
  fieldsOf,
  type Items,
  mapSplits,
  numbersBeside,
  repetitionNotes,
  weighing,
} from "@textvae/text";
import { besideOf, numbersOf } from "./paged/beside.ts";
import type { CorpusDescription, SplitDescription } from "./paged/file.ts";
import type { PagedCorpus } from "./paged/open-corpus.ts";
import type { PagedItems } from "./paged/split-reader.ts";

/**
 * A dataset of sentences that are read from a file as batches ask for them. Order, batches and account are
 * those of a `sentenceDataset` of the same sentences.
 *
 * @example
 * const dataset = pagedDataset(openCorpus(file, host), "text");
 */
export const pagedDataset = (corpus: PagedCorpus, name: string, tokenizer?: Tokenizer): Dataset => {
  const { description, vocabulary } = corpus;
  const { labels, beside, weightField } = description;
  const account = mapSplits(description.splits, (split) => accountOf(split, vocabulary));
  return createDataset({
    name,
    vocabulary,
    ...(tokenizer && { tokenizer }),
    provides: [
      "text",
      ...(labels ? (["labels_B"] as const) : []),
      ...weighing(weightField).provides,
    ],
    ...(labels && { labels }),
    ...(beside && { fields: numbersBeside(beside) }),
    splits: mapSplits(corpus.splits, (items) => pagedBatches(items, corpus)),
    item: "sentence",
    account,
    notes: [...notesOf(description), ...repetitionNotes(account, "sentence")],
  });
};

const accountOf = (
  { items, tokens, text, unknown, cut, repeated }: SplitDescription,
  { unk }: Vocabulary,
): SplitAccount => ({
  items,
  tokens,
  ...text,
  ...(unk >= 0 && { unknown }),
  ...(cut.items > 0 && { cut }),
  ...(Object.keys(repeated).length > 0 && { repeated }),
});

const notesOf = ({ splits }: CorpusDescription): string[] =>
  Object.values(splits).flatMap((split) => split?.notes ?? []);

const pagedBatches = (
  items: PagedItems,
  { vocabulary, description: { labels, beside = {}, weightField } }: PagedCorpus,
): Items => ({
  size: items.size,
  length: (item) => items.length(item) + 1,
  ...(Object.keys(beside).length > 0 && { beside: (rows) => besideOf(items, beside, rows) }),
  batch: (rows): Batch => {
    const lengths_B = rows.map((row) => items.length(row) + 1);
    const time = lengths_B.reduce((a, b) => Math.max(a, b), 0);
    const tokens_BT = new Int32Array(rows.length * time).fill(vocabulary.eos);
    for (const [b, row] of rows.entries()) items.copy(row, tokens_BT, b * time);
    const fields = fieldsOf(numbersBeside(beside), (name) =>
      numbersOf(items, name, beside[name] as BesideType, rows),
    );
    return {
      size: rows.length,
      text: { tokens_BT, lengths_B, time },
      ...(labels && {
        labels_B: items.column("label", rows, new Int32Array(rows.length)),
      }),
      ...fields,
      ...weighing(weightField).of(fields),
    };
  },
});
