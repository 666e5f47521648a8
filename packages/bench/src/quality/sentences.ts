import { type Dataset, type Split, type TextBatch, TextvaeError } from "@textvae/core";

/** Sentences of a split, one after the other. */
export interface Sentences {
  /** Scored tokens of each: the end of sentence in, its start out. */
  readonly lengths: Int32Array;
  /** The ids of all of them. */
  readonly ids: Int32Array;
}

const BATCH = 64;

/**
 * All sentences of a split, encoded as the trainer gets them.
 *
 * @throws {TextvaeError} `CAPABILITY` for data without sentences.
 */
export const sentencesOf = (dataset: Dataset, split: Split): Sentences => {
  if (!dataset.provides.includes("text")) throw withoutSentences(dataset);
  const epoch = dataset.epoch(split, { batchSize: BATCH });
  const batches = Array.from({ length: epoch.length }, (_, i) => epoch.at(i).text as TextBatch);
  const lengths = batches.flatMap(({ lengths_B }) => [...lengths_B]);
  const ids = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let end = 0;
  for (const { tokens_BT, lengths_B, time } of batches) {
    for (const [row, length] of lengths_B.entries()) {
      ids.set(tokens_BT.subarray(row * time, row * time + length), end);
      end += length;
    }
  }
  return { lengths: Int32Array.from(lengths), ids };
};

const withoutSentences = ({ name, provides }: Dataset): TextvaeError =>
  new TextvaeError("CAPABILITY", name, {
    expected: "sentences, which language models are raced on",
    got: `a dataset of ${provides.join(", ")}`,
    hint: "Name a folder of text with --data.",
  });

/** How many sentences, the length of each, and the ids: as they are written for another library. */
export const packed = ({ lengths, ids }: Sentences): Int32Array =>
  Int32Array.from([lengths.length, ...lengths, ...ids]);
