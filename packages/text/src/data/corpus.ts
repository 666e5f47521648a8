import type { TextBatch, Vocabulary } from "@textvae/core";
import { TextvaeError } from "@textvae/ops";
import type { Labelled } from "./labels.ts";
import { type Sentence, wordsIn } from "./sentence.ts";

/** The sentences of a split as ids in one flat array, without their ends. */
export interface Corpus {
  readonly size: number;
  /** Sentence i is `ids[offsets[i]] … ids[offsets[i + 1] − 1]`. */
  readonly ids: Int32Array;
  readonly offsets: Int32Array;
  /** Class index of each sentence. */
  readonly labels?: Int32Array;
}

/**
 * Sentences as ids of a vocabulary, labels as indices into the names of the classes.
 *
 * @throws {TextvaeError} `DATA` for a sentence that holds the end of a sentence as a word.
 *
 * @example
 * const corpus = encode([{ words: ["a", "rose"] }], vocabulary);
 */
export const encode = (
  sentences: readonly Sentence[],
  vocabulary: Vocabulary,
  labels?: readonly string[],
): Corpus => {
  const offsets = new Int32Array(sentences.length + 1);
  for (const [i, sentence] of sentences.entries()) {
    const words = wordsIn(sentence?.words, `sentence ${i + 1}`, sentence);
    offsets[i + 1] = (offsets[i] as number) + words.length;
  }
  const ids = new Int32Array(offsets[sentences.length] as number);
  let at = 0;
  for (const { words } of sentences) for (const word of words) ids[at++] = vocabulary.id(word);
  rejectEnds(ids, offsets, vocabulary);
  return labelledCorpus({ size: sentences.length, ids, offsets }, sentences, labels);
};

/** The same with the class of each sentence, where there are names of classes. */
export const labelledCorpus = (
  corpus: Corpus,
  sentences: readonly Labelled[],
  labels: readonly string[] | undefined,
): Corpus => {
  if (!labels) return corpus;
  const index = new Map(labels.map((label, i) => [label, i]));
  const classes = sentences.map(({ label }) => index.get(label as string) as number);
  return { ...corpus, labels: Int32Array.from(classes) };
};

/** Rows of ids in one flat array. */
export const flatCorpus = (rows: readonly (readonly number[])[]): Corpus => {
  const offsets = new Int32Array(rows.length + 1);
  for (const [i, { length }] of rows.entries()) offsets[i + 1] = (offsets[i] as number) + length;
  const ids = new Int32Array(offsets[rows.length] as number);
  for (const [i, row] of rows.entries()) ids.set(row, offsets[i]);
  return { size: rows.length, ids, offsets };
};

const rejectEnds = (ids: Int32Array, offsets: Int32Array, { eos, words }: Vocabulary): void => {
  const at = ids.indexOf(eos);
  if (eos < 0 || at < 0) return;
  throw new TextvaeError("DATA", `sentence ${offsets.findIndex((offset) => offset > at)}`, {
    expected: "words without the end of a sentence",
    got: `the word ${words[eos]}`,
    hint: `${words[eos]} is added to every sentence; remove it from the text.`,
  });
};

/** n + 1: words of a sentence and its end. */
export const scoredLength = ({ offsets }: Corpus, sentence: number): number =>
  (offsets[sentence + 1] as number) - (offsets[sentence] as number) + 1;

/**
 * The given sentences side by side, each ended and padded with `<eos>`.
 *
 * @example
 * const { tokens_BT, lengths_B } = textBatch(corpus, Int32Array.of(3, 1), vocabulary.eos);
 */
export const textBatch = (corpus: Corpus, rows: Int32Array, eos: number): TextBatch => {
  const lengths_B = rows.map((row) => scoredLength(corpus, row));
  const time = lengths_B.reduce((a, b) => Math.max(a, b), 0);
  const tokens_BT = new Int32Array(rows.length * time).fill(eos);
  for (const [b, row] of rows.entries()) {
    const start = corpus.offsets[row] as number;
    tokens_BT.set(corpus.ids.subarray(start, corpus.offsets[row + 1]), b * time);
  }
  return { tokens_BT, lengths_B, time };
};
