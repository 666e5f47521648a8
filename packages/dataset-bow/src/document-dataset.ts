import {
  classNames,
  createDataset,
  type Dataset,
  type Items,
  type Split,
  type Vocabulary,
} from "@textvae/core";
import type { Document } from "./document.ts";

export type Splits = { readonly [split in Split]?: readonly Document[] | undefined };

export interface DocumentDatasetOptions {
  readonly name: string;
  readonly vocabulary: Vocabulary;
  readonly splits: Splits;
}

/**
 * A dataset of documents; a batch holds their counts as a dense `[B, V]` matrix and their classes,
 * which are those of the first split.
 *
 * @throws {TextvaeError} `DATA` for a split without documents and for a label that the first
 * split has not.
 */
export const documentDataset = ({ name, vocabulary, splits }: DocumentDatasetOptions): Dataset => {
  const labels = classNames(splits, "document") ?? [];
  const items = (documents: readonly Document[] | undefined) =>
    documents && documentItems(documents, vocabulary.size, labels);
  return createDataset({
    name,
    vocabulary,
    provides: ["counts_BV", "labels_B"],
    labels,
    splits: { train: items(splits.train), valid: items(splits.valid), test: items(splits.test) },
    item: "document",
  });
};

const documentItems = (
  documents: readonly Document[],
  words: number,
  labels: readonly string[],
): Items => {
  const classes = new Map(labels.map((label, index) => [label, index]));
  return {
    size: documents.length,
    batch(rows) {
      const chosen = Array.from(rows, (row) => documents[row] as Document);
      return {
        size: rows.length,
        counts_BV: denseCounts(chosen, words),
        labels_B: Int32Array.from(chosen, ({ label }) => classes.get(label) as number),
      };
    },
  };
};

/** Row-major `[B, V]` counts. */
const denseCounts = (documents: readonly Document[], words: number): Float32Array => {
  const counts_BV = new Float32Array(documents.length * words);
  for (const [b, { ids, counts }] of documents.entries()) {
    for (const [at, id] of ids.entries()) counts_BV[b * words + id] = counts[at] as number;
  }
  return counts_BV;
};
