import {
  type Batch,
  type Dataset,
  optionKeys,
  type Registry,
  type Split,
  TextvaeError,
} from "@textvae/core";
import { serializeVocabulary } from "@textvae/text";
import { readsLabels } from "../asking/told.ts";
import type { TrainedModel } from "../trained-model.ts";

/** A file of text, wherever it is. */
export interface TextFile {
  /** Where it stands, as someone named it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Options of the dataset in the place of those of the run. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Options that say which words a vocabulary is made of, divide a corpus, or are for training alone. */
const OF_A_CORPUS = [
  "splits",
  "vocabulary",
  "maxVocabulary",
  "minCount",
  "holdOut",
  "vocabularyColumn",
  "tokenizer",
  "weightField",
];

/**
 * A file as the test split of a dataset that reads as the run's data was read, with the words and
 * classes that the model knows.
 *
 * @throws {TextvaeError} as the dataset does; `DATA` for a class that the model has not.
 */
export const fileDataset = (
  model: TrainedModel,
  { path, bytes, options = {} }: TextFile,
  registry: Registry,
): Dataset => {
  const { data } = model.facts;
  const recorded = data.plugin as { readonly name: string; readonly options?: object } | undefined;
  const known = recorded && registry.find("dataset", recorded.name);
  const own = known && optionKeys(known.meta.options)?.includes("splits");
  const plugin = own ? known : registry.find("dataset", "text");
  const how = own ? Object.entries(recorded?.options ?? {}) : [];
  const dataset = plugin({
    ...Object.fromEntries(how.filter(([key]) => !OF_A_CORPUS.includes(key))),
    ...options,
    splits: { test: bytes },
    ...(data.tokenizer
      ? { tokenizer: model.tokenizer }
      : { vocabulary: serializeVocabulary(model.model.vocabulary) }),
    name: path.split(/[\\/]/).at(-1),
  }) as Dataset;
  return readsLabels(model) ? relabelled(dataset, data.labels ?? [], path) : dataset;
};

/** The same with classes numbered as the model has them. */
const relabelled = (dataset: Dataset, labels: readonly string[], path: string): Dataset => {
  const numbers = (dataset.labels ?? []).map((label) => labels.indexOf(label));
  const foreign = dataset.labels?.find((_, i) => numbers[i] === -1);
  if (foreign !== undefined || !dataset.labels) {
    throw new TextvaeError("DATA", path, {
      expected: `sentences of the classes ${labels.join(", ")}`,
      got: foreign === undefined ? "sentences without a class" : `the class ${foreign}`,
    });
  }
  const renumber = (batch: Batch): Batch => ({
    ...batch,
    ...(batch.labels_B && { labels_B: batch.labels_B.map((label) => numbers[label] as number) }),
  });
  const { batch } = dataset;
  return {
    ...dataset,
    labels,
    epoch: (split, options) => {
      const { length, at } = dataset.epoch(split, options);
      return { length, at: (index) => renumber(at(index)) };
    },
    ...(batch && { batch: (split: Split, items: Int32Array) => renumber(batch(split, items)) }),
  };
};
