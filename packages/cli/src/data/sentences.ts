import type { Batch, Dataset, Rng, Split, Vocabulary } from "@textvae/core";
import { TextvaeError } from "@textvae/core";

/** A sentence someone typed, as the model reads it. */
export interface ReadSentence {
  readonly ids: readonly number[];
  /** Words that the vocabulary has not. */
  readonly unknown: readonly string[];
}

/** Words between spaces; one that is unknown as written is tried in lower case. Throws `OPTION`. */
export const readSentence = (text: string, vocabulary: Vocabulary): ReadSentence => {
  const words = text.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    throw new TextvaeError("OPTION", "sentence", { expected: "at least one word", got: "none" });
  }
  const end = words.find((word) => word.toLowerCase() === vocabulary.words[vocabulary.eos]);
  if (end !== undefined) {
    throw new TextvaeError("OPTION", "sentence", {
      expected: "a sentence without its end",
      got: `the word ${end}`,
      hint: "The end is added to every sentence; leave it out.",
    });
  }
  const ids = words.map((word) => {
    const id = vocabulary.id(word);
    return id === vocabulary.unk ? vocabulary.id(word.toLowerCase()) : id;
  });
  const unknown = words.filter((_, i) => ids[i] === vocabulary.unk);
  return { ids, unknown };
};

/** A sentence as an item: a batch of one. */
export const sentenceItem = (ids: readonly number[], { eos }: Vocabulary): Batch => {
  const tokens_BT = Int32Array.of(...ids, eos);
  const time = tokens_BT.length;
  return { size: 1, text: { tokens_BT, lengths_B: Int32Array.of(time), time } };
};

/** The ids of an item's words. */
export const idsOf = ({ text }: Batch): readonly number[] =>
  text ? [...text.tokens_BT.subarray(0, (text.lengths_B[0] as number) - 1)] : [];

export const textOf = (ids: readonly number[], vocabulary: Vocabulary): string =>
  ids.map((id) => vocabulary.word(id)).join(" ");

/** What is shown of a corpus: its test split, or the validation split where there is none. */
export const heldOut = (dataset: Dataset): Split =>
  dataset.splits.includes("test") ? "test" : "valid";

/** Random items of a split as batches of one; each once, and again only when there are too few. */
export const randomItems = (dataset: Dataset, split: Split, count: number, rng: Rng): Batch[] => {
  const epoch = dataset.epoch(split, { batchSize: 1 });
  const order = rng.permutation(epoch.length);
  return Array.from({ length: count }, (_, i) => epoch.at(order[i % order.length] as number));
};

/** Random sentences of a split, each at most once. Throws `CAPABILITY` for a corpus without text. */
export const randomSentences = (
  dataset: Dataset,
  split: Split,
  count: number,
  rng: Rng,
): Batch[] => {
  if (!dataset.provides.includes("text")) {
    throw new TextvaeError("CAPABILITY", dataset.name, {
      expected: "a dataset that provides text",
      got: dataset.provides.join(", "),
    });
  }
  return randomItems(dataset, split, Math.min(count, dataset.size(split)), rng);
};
