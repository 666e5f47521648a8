import type { Dataset, Vocabulary } from "@textvae/core";
import {
  type Accounted,
  accountOf,
  classNames,
  createDataset,
  hashOf,
  type Items,
  mapSplits,
  type PerSplit,
  repetitionNotes,
} from "@textvae/text";
import type { Document } from "./document.ts";
import { inverseFrequencies, type Rows, weighted } from "./tf-idf.ts";

export type Splits = PerSplit<readonly Document[]>;

export interface DocumentDatasetOptions {
  readonly name: string;
  readonly vocabulary: Vocabulary;
  readonly splits: Splits;
  /** What was taken for granted when they were read. */
  readonly notes?: readonly string[];
}

/**
 * A dataset of documents; a batch holds their counts as a dense `[B, V]` matrix, with a split train
 * also weighted by the rarity of words there (tf-idf), and their classes, which are those of the
 * first split.
 *
 * @throws {TextvaeError} `DATA` for a split without documents and for a label that the first
 * split has not.
 */
export const documentDataset = (options: DocumentDatasetOptions): Dataset => {
  const { name, vocabulary, splits, notes = [] } = options;
  const account = accountOf(mapSplits(splits, accountOfDocuments));
  const labels = classNames(splits, "document") ?? [];
  const idf_V = splits.train && inverseFrequencies(splits.train, vocabulary.size);
  const items = (documents: readonly Document[]) =>
    documentItems(documents, { words: vocabulary.size, labels, idf_V });
  return createDataset({
    name,
    vocabulary,
    provides: ["counts_BV", ...(idf_V ? (["tfidf_BV"] as const) : []), "labels_B"],
    labels,
    splits: mapSplits(splits, items),
    item: "document",
    account,
    notes: [...notes, ...repetitionNotes(account, "document")],
  });
};

const accountOfDocuments = (documents: readonly Document[]): Accounted => ({
  items: documents.length,
  tokens: documents.reduce((sum, { counts }) => sum + counts.reduce((a, b) => a + b, 0), 0),
  hashes: Float64Array.from(documents, ({ ids, counts }) =>
    hashOf(Array.from(ids, (id, at) => `${id}:${counts[at]}`).sort()),
  ),
});

interface Corpus {
  /** V. */
  readonly words: number;
  readonly labels: readonly string[];
  readonly idf_V: Float32Array | undefined;
}

const documentItems = (documents: readonly Document[], { words, labels, idf_V }: Corpus): Items => {
  const classes = new Map(labels.map((label, index) => [label, index]));
  return {
    size: documents.length,
    batch(rows) {
      const chosen = Array.from(rows, (row) => documents[row] as Document);
      return {
        size: rows.length,
        counts_BV: dense(chosen, words),
        ...(idf_V && { tfidf_BV: dense(weighted(chosen, idf_V), words) }),
        labels_B: Int32Array.from(chosen, ({ label }) => classes.get(label) as number),
      };
    },
  };
};

/** Row-major `[B, V]`. */
const dense = (rows: Rows, words: number): Float32Array => {
  const values_BV = new Float32Array(rows.length * words);
  for (const [b, { ids, counts }] of rows.entries()) {
    for (const [at, id] of ids.entries()) values_BV[b * words + id] = counts[at] as number;
  }
  return values_BV;
};
