import type { Dataset, Vocabulary } from "@textvae/core";
import { PagedContent, type PagedCorpus, pagedDataset } from "@textvae/corpus";
import {
  type Content,
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

export interface LoadOptions extends Omit<LoadedFiles, "splits"> {
  readonly format: Format;
  readonly splits: PerSplit<Content | PagedContent>;
}

/** Contents → lines → sentences → vocabulary → dataset; or a corpus for which that was done before. */
export const load = (options: LoadOptions): TextDataset => {
  const { splits } = options;
  const paged = Object.values(splits).find((content) => content instanceof PagedContent);
  return paged
    ? loadPaged(paged.corpus(), options.name)
    : loadContents({ ...options, splits: splits as PerSplit<Content> });
};

const loadPaged = (corpus: PagedCorpus, name: string): TextDataset =>
  Object.freeze({
    ...pagedDataset(corpus, name),
    summary: mapSplits(
      corpus.description.splits,
      ({ items, tokens, unknown, longest, cut, emptyLines }): SplitSummary => ({
        sentences: items,
        ...{ tokens, unknown, longest, emptyLines },
        truncated: cut.items,
      }),
    ),
  });

interface LoadedContents extends LoadedFiles {
  readonly format: Format;
}

const loadContents = (options: LoadedContents): TextDataset => {
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

const parseSplits = (options: LoadedContents): PerSplit<Parsed> => {
  const { format, lowercase, maxLength = Infinity, maxLineBytes } = options;
  return mapSplits(options.splits, (content, where) => {
    const own: string[] = [];
    const lines = content.lines({ where, maxLineBytes, note: (text) => own.push(text) });
    const parsed = parseLines(lines, { where, format, lowercase, maxLength });
    return { ...parsed, notes: [...own, ...parsed.notes] };
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
