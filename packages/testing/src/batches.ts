import type {
  Batch,
  Context,
  ContextBatch,
  Dataset,
  FieldType,
  FieldValues,
  Sizes,
  TextBatch,
  Vocabulary,
} from "@textvae/core";
import { createRng } from "@textvae/core";

const words = ["<eos>", "<unk>", "a", "b", "c"];
const unk = 1;

/** Five words, the end of sentence (id 0) and the unknown word (id 1) among them. */
export const tinyVocabulary: Vocabulary = Object.freeze({
  size: words.length,
  words,
  eos: 0,
  unk,
  id: (word: string) => (words.includes(word) ? words.indexOf(word) : unk),
  word: (id: number) => words[id] as string,
});

/**
 * Sentences, with spaces between their words, as a padded batch.
 *
 * @example
 * textBatch(["a b", "c"]).lengths_B; // [3, 2]: the end of sentence counts
 */
export const textBatch = (
  sentences: readonly string[],
  {
    vocabulary = tinyVocabulary,
    padding = 0,
    padId = vocabulary.unk,
  }: {
    readonly vocabulary?: Vocabulary;
    /** Columns of padding beyond the longest sentence. */
    readonly padding?: number;
    /** The id in them, which nothing may read. */
    readonly padId?: number;
  } = {},
): TextBatch => {
  const rows = sentences.map((sentence) => [
    ...sentence
      .split(" ")
      .filter((word) => word !== "")
      .map((word) => vocabulary.id(word)),
    vocabulary.eos,
  ]);
  const lengths_B = Int32Array.from(rows, (row) => row.length);
  const time = Math.max(...lengths_B) + padding;
  const tokens_BT = new Int32Array(rows.length * time).fill(padId);
  rows.forEach((row, b) => {
    tokens_BT.set(row, b * time);
  });
  return { tokens_BT, lengths_B, time };
};

/**
 * A batch with every field filled from the sentences: text, word counts, labels 0, 1, 0, 1, …, and
 * before each sentence its words as utterances of two speakers. Declared fields are filled, too.
 */
export const tinyBatch = (
  sentences: readonly string[] = ["a b c", "b", "c c a b"],
  options: Parameters<typeof textBatch>[1] & { readonly fields?: Declared } = {},
): Required<Omit<Batch, "weights_B">> => {
  const { vocabulary = tinyVocabulary, fields = {} } = options;
  const text = textBatch(sentences, options);
  const counts_BV = new Float32Array(sentences.length * vocabulary.size);
  sentences.forEach((_, b) => {
    for (let t = 0; t < (text.lengths_B[b] as number) - 1; t++) {
      const at = b * vocabulary.size + (text.tokens_BT[b * text.time + t] as number);
      counts_BV[at] = (counts_BV[at] as number) + 1;
    }
  });
  const labels_B = Int32Array.from(sentences, (_, b) => b % 2);
  return {
    size: sentences.length,
    text,
    counts_BV,
    tfidf_BV: unitRows(counts_BV, vocabulary.size),
    labels_B,
    context: tinyContext(sentences, options),
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, type]) => [name, tinyField(sentences, type)]),
    ),
  };
};

/** Each word of a sentence as an utterance, those of even places its speaker's. */
const tinyContext = (
  sentences: readonly string[],
  options: Parameters<typeof textBatch>[1],
): ContextBatch => {
  const turns = sentences.map((sentence) => sentence.split(" "));
  return {
    utterances: textBatch(turns.flat(), options),
    own_N: Int32Array.from(turns.flatMap((words) => words.map((_, place) => 1 - (place % 2)))),
    turns_B: Int32Array.from(turns, (words) => words.length),
  };
};

/** Fields that a dataset declares itself, by name. */
export type Declared = NonNullable<Dataset["fields"]>;

/** Small whole numbers that differ between sentences. */
const tinyField = (sentences: readonly string[], { shape, dtype }: FieldType): FieldValues => {
  const size = shape.reduce((all, n) => all * n, 1);
  const values = sentences.flatMap((sentence) =>
    Array.from({ length: size }, (_, i) => sentence.split("abc"[i % 3] as string).length + (i % 2)),
  );
  return dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values);
};

/** Row-major values with each row scaled to Euclidean length 1. */
const unitRows = (values: Float32Array, width: number): Float32Array =>
  values.map((value, at) => {
    const start = at - (at % width);
    return value / Math.hypot(...values.subarray(start, start + width));
  });

/** Sizes of a tiny model; `overrides` replace single ones. */
export const tinySizes = (overrides: Partial<Sizes> = {}): Sizes => ({
  vocabulary: tinyVocabulary,
  features: 6,
  latent: 3,
  condition: 0,
  labels: 2,
  ...overrides,
});

/** The context of a forward pass that does not train, with a stream of its own. */
export const evaluation = (seed = 1, overrides: Partial<Context> = {}): Context => ({
  rng: createRng(seed),
  training: false,
  step: 0,
  ...overrides,
});
