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
  const ids = words.map((word) => {
    const id = vocabulary.id(word);
    return id === vocabulary.unk ? vocabulary.id(word.toLowerCase()) : id;
  });
  const unknown = words.filter((_, i) => ids[i] === vocabulary.unk);
  return { ids, unknown };
};

/** The sentences side by side, each with its end. */
export const batchOf = (sentences: readonly (readonly number[])[], { eos }: Vocabulary): Batch => {
  const lengths_B = Int32Array.from(sentences, (ids) => ids.length + 1);
  const time = Math.max(...lengths_B);
  const tokens_BT = new Int32Array(sentences.length * time).fill(eos);
  for (const [b, ids] of sentences.entries()) tokens_BT.set(ids, b * time);
  return { size: sentences.length, text: { tokens_BT, lengths_B, time } };
};

export const textOf = (ids: readonly number[], vocabulary: Vocabulary): string =>
  ids.map((id) => vocabulary.word(id)).join(" ");

/** Random sentences of a split, each at most once. */
export const randomSentences = (
  dataset: Dataset,
  split: Split,
  count: number,
  rng: Rng,
): number[][] => {
  const epoch = dataset.epoch(split, { batchSize: 1 });
  const chosen = rng.permutation(epoch.length).subarray(0, count);
  return [...chosen].map((index) => {
    const { text } = epoch.at(index);
    if (!text) {
      throw new TextvaeError("CAPABILITY", dataset.name, {
        expected: "a dataset that provides text",
        got: dataset.provides.join(", "),
      });
    }
    return [...text.tokens_BT.subarray(0, (text.lengths_B[0] as number) - 1)];
  });
};
