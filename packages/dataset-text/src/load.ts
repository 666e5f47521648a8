import { type Dataset, type Split, TextvaeError, type Tokenizer } from "@textvae/core";
import { PagedContent, pagedDataset } from "@textvae/corpus";
import {
  type Content,
  type LoadedFiles,
  learnedTokenizer,
  mapSplits,
  type PerSplit,
  type Sentence,
  sentenceDataset,
  vocabularyOf,
} from "@textvae/text";
import { type Parsed, parseLines } from "./format.ts";
import type { Format, RecordOptions } from "./format-name.ts";
import { besideText } from "./kept-fields.ts";
import { requireField } from "./record-fields.ts";
import { requireBeside } from "./tokenizer-options.ts";

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

export interface LoadOptions extends Omit<LoadedFiles, "splits">, RecordOptions {
  readonly format: Format;
  readonly tokenizer?: Tokenizer | undefined;
  readonly splits: PerSplit<Content | PagedContent>;
}

/** Contents → lines → sentences → vocabulary → dataset; or a corpus for which that was done before. */
export const load = (options: LoadOptions): TextDataset => {
  const { splits, format, name } = options;
  requireField(format, options, name);
  if (format === "parquet" && !Object.values(splits).some((one) => one instanceof PagedContent)) {
    throw new TextvaeError("OPTION", `${name}.splits`, {
      expected: "what streamText made of files of Parquet",
      got: "their contents",
    });
  }
  const paged = Object.values(splits).find((content) => content instanceof PagedContent);
  return paged
    ? loadPaged(paged, options.name)
    : loadContents({ ...options, splits: splits as PerSplit<Content> });
};

const loadPaged = (paged: PagedContent, name: string): TextDataset =>
  Object.freeze({
    ...pagedDataset(paged.corpus(), name, paged.tokenizer()),
    summary: mapSplits(
      paged.corpus().description.splits,
      ({ items, tokens, unknown, longest, cut, emptyLines }): SplitSummary => ({
        sentences: items,
        ...{ tokens, unknown, longest, emptyLines },
        truncated: cut.items,
      }),
    ),
  });

interface LoadedContents extends LoadedFiles, RecordOptions {
  readonly format: Format;
  readonly tokenizer?: Tokenizer | undefined;
}

const loadContents = (options: LoadedContents): TextDataset => {
  const parsed = parseSplits(options);
  const known = idsOf(options, parsed.train?.sentences);
  const splits = mapSplits(parsed, ({ sentences }) => sentences);
  const dataset = sentenceDataset({
    name: options.name,
    vocabulary: known,
    splits,
    maxLength: options.maxLength,
    beside: besideText(options),
    weightField: options.weightField,
    cut: mapSplits(parsed, ({ truncated, cutWords }) => ({ items: truncated, tokens: cutWords })),
    notes: Object.values(parsed).flatMap((split) => split?.notes ?? []),
  });
  return Object.freeze({
    ...dataset,
    summary: mapSplits(parsed, ({ emptyLines }, split) => summarise(dataset, split, emptyLines)),
  });
};

/** The words that are known, or the tokenizer in the place of these. */
const idsOf = (options: LoadedContents, train: readonly Sentence[] | undefined) => {
  const { tokenizer, name } = options;
  if (!tokenizer) {
    const words = train?.map((sentence) => sentence.words);
    return vocabularyOf(options, words);
  }
  requireBeside(tokenizer, options);
  return learnedTokenizer(tokenizer, train, options, name);
};

const parseSplits = (options: LoadedContents): PerSplit<Parsed> => {
  const { format, lowercase, maxLength = Infinity, maxLineBytes, tokenizer } = options;
  const { field, labelField, keepFields, weightField, quotes } = options;
  const whole = tokenizer !== undefined;
  const named = { field, labelField, keepFields, weightField };
  const how = { format, ...named, quotes, lowercase, maxLength, whole };
  return mapSplits(options.splits, (content, where) => {
    const own: string[] = [];
    const lines = content.lines({ where, maxLineBytes, note: (text) => own.push(text) });
    const parsed = parseLines(lines, { where, ...how });
    return { ...parsed, notes: [...own, ...parsed.notes] };
  });
};

const summarise = (dataset: Dataset, split: Split, emptyLines: number): SplitSummary => {
  const { items = 0, tokens = 0, unknown = 0, cut } = dataset.account?.[split] ?? {};
  return {
    sentences: items,
    tokens,
    unknown,
    longest: longestOf(dataset, split),
    truncated: cut?.items ?? 0,
    emptyLines,
  };
};

/** Words or other pieces of the longest sentence: the last of an epoch in its fixed order. */
const longestOf = (dataset: Dataset, split: Split): number => {
  const { length, at } = dataset.epoch(split, { batchSize: 1 });
  return (at(length - 1).text?.time ?? 1) - 1;
};
