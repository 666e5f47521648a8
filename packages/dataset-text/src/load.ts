import {
  buildVocabulary,
  type Content,
  type Dataset,
  parseVocabulary,
  readLines,
  type Split,
  sentenceDataset,
  TextvaeError,
  type Vocabulary,
} from "@textvae/core";
import { type Format, type Parsed, parseLines } from "./format.ts";

/** What was read of one split. */
export interface SplitSummary {
  readonly sentences: number;
  /** Scored tokens: words and ends of sentence. */
  readonly tokens: number;
  /** Words that are `<unk>`. */
  readonly unknown: number;
  /** Words of the longest sentence. */
  readonly longest: number;
  /** Sentences cut to `maxLength` words. */
  readonly truncated: number;
  /** Lines skipped because they hold no text. */
  readonly emptyLines: number;
}

/** A dataset read from text, with an account of what was read. */
export interface TextDataset extends Dataset {
  readonly summary: { readonly [split in Split]?: SplitSummary };
}

export interface LoadOptions {
  readonly splits: { readonly [split in Split]?: Content | undefined };
  readonly format: Format;
  readonly vocabulary?: Content | undefined;
  readonly maxVocabulary?: number | undefined;
  readonly minCount: number;
  readonly maxLength?: number | undefined;
  readonly lowercase: boolean;
  readonly maxLineBytes: number;
  readonly name: string;
}

/** Contents → lines → sentences → vocabulary → dataset. */
export const load = (options: LoadOptions): TextDataset => {
  const parsed = parseSplits(options);
  const vocabulary = vocabularyOf(options, parsed.train);
  const splits = mapSplits(parsed, ({ sentences }) => sentences);
  return Object.freeze({
    ...sentenceDataset({ name: options.name, vocabulary, splits }),
    summary: mapSplits(parsed, (split) => summarise(split, vocabulary)),
  });
};

type PerSplit<T> = { [split in Split]?: T };

const parseSplits = (options: LoadOptions): PerSplit<Parsed> => {
  const { format, lowercase, maxLength = Infinity, maxLineBytes } = options;
  return mapSplits(options.splits, (content, where) => {
    const lines = readLines(content.read(), { where, maxLineBytes });
    return parseLines(lines, { where, format, lowercase, maxLength });
  });
};

const vocabularyOf = (options: LoadOptions, train: Parsed | undefined): Vocabulary => {
  const { vocabulary, maxLineBytes, name } = options;
  if (vocabulary) {
    return parseVocabulary(readLines(vocabulary.read(), { where: "vocabulary", maxLineBytes }));
  }
  if (train) {
    const sentences = train.sentences.map(({ words }) => words);
    return buildVocabulary(sentences, options);
  }
  throw new TextvaeError("SPLIT", name, {
    expected: 'the split "train" or a vocabulary',
    got: "neither",
    hint: "The vocabulary is built from train; without it hand over the content of a vocab.txt.",
  });
};

const summarise = (parsed: Parsed, vocabulary: Vocabulary): SplitSummary => {
  const { sentences, truncated, emptyLines } = parsed;
  let words = 0;
  let unknown = 0;
  let longest = 0;
  for (const sentence of sentences) {
    words += sentence.words.length;
    longest = Math.max(longest, sentence.words.length);
    for (const word of sentence.words) if (vocabulary.id(word) === vocabulary.unk) unknown++;
  }
  const tokens = words + sentences.length;
  return { sentences: sentences.length, tokens, unknown, longest, truncated, emptyLines };
};

const mapSplits = <From, To>(
  splits: { readonly [split in Split]?: From | undefined },
  map: (value: From, split: Split) => To,
): PerSplit<To> => {
  const mapped: PerSplit<To> = {};
  for (const split of ["train", "valid", "test"] as const) {
    const value = splits[split];
    if (value !== undefined) mapped[split] = map(value, split);
  }
  return mapped;
};
