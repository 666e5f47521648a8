import {
  type Batch,
  type BatchField,
  type Dataset,
  nearest,
  requireWhole,
  type Split,
  TextvaeError,
  type Tokenizer,
  type Vocabulary,
} from "@textvae/core";
import { type Corpus, flatCorpus, scoredLength, textBatch } from "@textvae/text";
import type { DataFacts } from "./manifest.ts";
import { requireMembers } from "./require-members.ts";

/** A text that someone typed, with its class where a model is told it. */
export type Text = string | { readonly text: string; readonly label?: string };

/** What a model is asked about: items of a dataset, or typed texts as a model reads them. */
export interface Items {
  readonly size: number;
  /** Words of each item that the vocabulary has not, where they are known. */
  readonly unknown?: readonly (readonly string[])[];
  /** The items at these indices as one batch. */
  batch(rows: Int32Array): Batch;
  /** Indices in batches of about equal length; without it they go in their order. */
  batches?(batchSize: number): Int32Array[];
}

export type Texts = Required<Items>;

/**
 * The items of a split in the order of the corpus, or in that of its batches where the dataset
 * does not tell the former.
 *
 * @example
 * const codes = await trained.encode(itemsOf(dataset, "test"));
 */
export const itemsOf = (dataset: Dataset, split: Split): Items => {
  requireMembers("itemsOf", dataset, "a dataset", "size", "epoch");
  const size = dataset.size(split);
  const { batch } = dataset;
  if (batch) return { size, batch: (rows) => batch(split, rows) };
  const epoch = dataset.epoch(split, { batchSize: 1 });
  return oneByOne(size, (row) => epoch.at(row));
};

/** Items that can't stand in a batch together. */
export const oneByOne = (
  size: number,
  at: (row: number) => Batch,
): Required<Omit<Items, "unknown">> => {
  requireWhole("oneByOne.size", size);
  requireMembers("oneByOne.at", { at }, "a function of the number of an item", "at");
  return {
    size,
    batch: ([row]) => at(row as number),
    batches: () => inTurn(size, 1),
  };
};

/** Indices 0 … size − 1 in batches. */
export const inTurn = (size: number, batchSize: number): Int32Array[] => {
  requireWhole("batchSize", batchSize);
  return Array.from({ length: Math.ceil(size / batchSize) }, (_, i) => {
    const rest = Math.min(batchSize, size - i * batchSize);
    return Int32Array.from({ length: rest }, (_, j) => i * batchSize + j);
  });
};

/**
 * Indices of items in batches: of about equal length where they tell such, else in their order. Throws `OPTION`
 * for what has no items.
 */
export const batchesOf = (items: Items, batchSize: number): Int32Array[] => {
  requireMembers("batchesOf", items, "items", "batch");
  return items.batches?.(batchSize) ?? inTurn(items.size, batchSize);
};

/** What can be typed of an item. */
const TYPED: readonly BatchField[] = ["text", "counts_BV", "labels_B"];

/**
 * Reads typed texts for a model that was trained on such data and reads such fields. A word that is
 * unknown as written is tried in lower case.
 *
 * @throws {TextvaeError} `OPTION` for a text without words (known ones, for a bag) and for a label that is missing or not
 * of the model; `CAPABILITY` where the model reads what can't be typed, e.g. a dialogue before.
 */
export const readTexts = (
  texts: readonly Text[],
  reads: readonly BatchField[],
  { labels: names = [] }: Pick<DataFacts, "labels">,
  tokenizer: Tokenizer,
): Texts => {
  const { vocabulary } = tokenizer;
  listIn(texts, "texts", "texts");
  const missing = reads.find((field) => !TYPED.includes(field));
  if (missing !== undefined) {
    throw new TextvaeError("CAPABILITY", "a typed sentence", {
      expected: `what the model reads beside it: "${missing}"`,
      got: "none",
      hint: "Ask about items of data that has it: leave out the sentence.",
    });
  }
  const found = texts.map((text, i) =>
    idsIn(text, texts.length === 1 ? "sentence" : `sentence ${i + 1}`, tokenizer),
  );
  const corpus = flatCorpus(found.map(({ ids }) => ids));
  if (vocabulary.eos < 0) rejectForeign(found);
  const labels = reads.includes("labels_B") && texts.map((text, i) => labelOf(text, i, names));
  const bags = reads.includes("counts_BV");
  return {
    size: texts.length,
    unknown: found.map(({ unknown }) => unknown),
    batch: (rows) => ({
      size: rows.length,
      ...(vocabulary.eos >= 0 && { text: textBatch(corpus, rows, vocabulary.eos) }),
      ...(bags && { counts_BV: countsOf(corpus, rows, vocabulary) }),
      ...(labels && { labels_B: rows.map((row) => labels[row] as number) }),
    }),
    batches(batchSize) {
      requireWhole("batchSize", batchSize);
      const order = Int32Array.from({ length: texts.length }, (_, i) => i);
      order.sort((a, b) => scoredLength(corpus, a) - scoredLength(corpus, b) || a - b);
      const count = Math.ceil(order.length / batchSize);
      return Array.from({ length: count }, (_, i) =>
        order.slice(i * batchSize, (i + 1) * batchSize),
      );
    },
  };
};

/** Throws `OPTION` for what is no list. */
export const listIn = (given: unknown, where: string, of: string): void => {
  if (Array.isArray(given)) return;
  throw new TextvaeError("OPTION", where, {
    expected: `a list of ${of}`,
    got: (JSON.stringify(given) ?? "nothing").slice(0, 40),
  });
};

/** A bag has no unknown word, so that a text of these alone is empty: throws `OPTION` for one. */
const rejectForeign = (found: readonly Found[]): void => {
  const at = found.findIndex(({ ids }) => ids.every((id) => id < 0));
  if (at < 0) return;
  throw new TextvaeError("OPTION", `text ${at}`, {
    expected: "a word that the model knows",
    got: JSON.stringify(found[at]?.unknown.join(" ").slice(0, 40)),
    hint: "A bag of words holds known words only.",
  });
};

/** Ids in a text, and pieces of it that have none. */
interface Found {
  readonly ids: readonly number[];
  readonly unknown: readonly string[];
}

/** Throws `OPTION` for a text that holds no word, or the end of a sentence. */
const idsIn = (given: Text, where: string, tokenizer: Tokenizer): Found => {
  const text = typeof given === "string" ? given : given?.text;
  if (typeof text !== "string") {
    throw new TextvaeError("OPTION", where, {
      expected: "a string, or an object with a string as text",
      got: text === undefined ? "none" : typeof text,
    });
  }
  if (text.trim() === "") {
    const expected = "at least one word";
    throw new TextvaeError("OPTION", where, { expected, got: "none" });
  }
  const found = tokenizer.pieces
    ? inPieces(tokenizer.pieces(text.trim()), tokenizer)
    : { ids: tokenizer.encode(text.trim()), unknown: [] };
  const { eos } = tokenizer.vocabulary;
  const end = eos < 0 ? -1 : found.ids.indexOf(eos);
  if (end < 0) return found;
  throw new TextvaeError("OPTION", where, {
    expected: "a sentence without its end",
    got: `the word ${tokenizer.pieces?.(text.trim())[end] ?? tokenizer.vocabulary.word(eos)}`,
    hint: "The end is added to every sentence; leave it out.",
  });
};

/** A piece that is unknown as written is tried in lower case. */
const inPieces = (pieces: readonly string[], { vocabulary }: Tokenizer): Found => {
  const known = pieces.map((piece) =>
    isKnown(piece, vocabulary) ? piece : lowered(piece, vocabulary),
  );
  return {
    ids: known.map((piece) => vocabulary.id(piece)),
    unknown: known.filter((piece) => !isKnown(piece, vocabulary)),
  };
};

const lowered = (word: string, vocabulary: Vocabulary): string => {
  const low = word.toLowerCase();
  return isKnown(low, vocabulary) ? low : word;
};

const isKnown = (word: string, vocabulary: Vocabulary): boolean => {
  const id = vocabulary.id(word);
  return id >= 0 && (id !== vocabulary.unk || vocabulary.word(id) === word);
};

const labelOf = (given: Text, index: number, names: readonly string[]): number => {
  const label = typeof given === "string" ? undefined : given.label;
  const found = label === undefined ? -1 : names.indexOf(label);
  if (found >= 0) return found;
  const near = label === undefined ? names[0] : nearest(label, names);
  throw new TextvaeError("OPTION", `label of text ${index}`, {
    expected: `one of ${names.join(", ")}`,
    got: label === undefined ? "none" : JSON.stringify(label),
    ...(near !== undefined && { hint: `For example { text, label: ${JSON.stringify(near)} }.` }),
  });
};

/** Known words counted; a bag has no place for others. */
const countsOf = (corpus: Corpus, rows: Int32Array, { size }: Vocabulary): Float32Array => {
  const counts_BV = new Float32Array(rows.length * size);
  for (const [b, row] of rows.entries()) {
    const ids = corpus.ids.subarray(corpus.offsets[row], corpus.offsets[row + 1]);
    for (const id of ids) {
      if (id >= 0) counts_BV[b * size + id] = (counts_BV[b * size + id] as number) + 1;
    }
  }
  return counts_BV;
};
