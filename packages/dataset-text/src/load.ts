import type { Dataset, Vocabulary } from "@textvae/core";
import {
  type LoadedFiles,
  mapSplits,
  type PerSplit,
  sentenceDataset,
  vocabularyOf,
} from "@textvae/text";
import { type Parsed, parseLines } from "./format.ts";
import type { Format } from "./format-name.ts";

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
  readonly summary: PerSplit<SplitSummary>;
}

export interface LoadOptions extends LoadedFiles {
  readonly format: Format;
}

/** Contents → lines → sentences → vocabulary → dataset. */
export const load = (options: LoadOptions): TextDataset => {
  const parsed = parseSplits(options);
  const words = parsed.train?.sentences.map((sentence) => sentence.words);
  const vocabulary = vocabularyOf(options, words);
  const splits = mapSplits(parsed, ({ sentences }) => sentences);
  return Object.freeze({
    ...sentenceDataset({
      name: options.name,
      vocabulary,
      splits,
      cut: mapSplits(parsed, ({ truncated, cutWords }) => ({ items: truncated, tokens: cutWords })),
      notes: Object.values(parsed).flatMap((split) => split?.notes ?? []),
    }),
    summary: mapSplits(parsed, (split) => summarise(split, vocabulary)),
  });
};

const parseSplits = (options: LoadOptions): PerSplit<Parsed> => {
  const { format, lowercase, maxLength = Infinity, maxLineBytes } = options;
  return mapSplits(options.splits, (content, where) => {
    const lines = content.lines({ where, maxLineBytes });
    return parseLines(lines, { where, format, lowercase, maxLength });
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
