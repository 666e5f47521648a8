import {
  bagVocabulary,
  type Content,
  type Dataset,
  readLines,
  type Split,
  TextvaeError,
} from "@textvae/core";
import { type Document, parseDocuments } from "./document.ts";
import { documentDataset, type Splits } from "./document-dataset.ts";

/** What was read of one split. */
export interface SplitSummary {
  readonly documents: number;
  /** Words, each as often as it occurs. */
  readonly words: number;
  /** Words of the longest document. */
  readonly longest: number;
}

/** A dataset read from bags of words, with an account of what was read. */
export interface BowDataset extends Dataset {
  readonly summary: { readonly [split in Split]?: SplitSummary | undefined };
}

export interface LoadOptions {
  readonly splits: { readonly [split in Split]?: Content | undefined };
  readonly vocabulary: Content;
  readonly holdOut?: number | undefined;
  readonly maxLineBytes: number;
  readonly name: string;
}

/** Contents → lines → vocabulary and documents → dataset. */
export const load = (options: LoadOptions): BowDataset => {
  const { name, maxLineBytes, splits } = options;
  const linesOf = (content: Content, where: string) =>
    readLines(content.read(), { where, maxLineBytes });
  const vocabulary = bagVocabulary(linesOf(options.vocabulary, "vocabulary").map(wordOf));
  const read = (split: Split) => {
    const content = splits[split];
    if (!content) return undefined;
    return parseDocuments(linesOf(content, split), { where: split, words: vocabulary.size });
  };
  const whole = { train: read("train"), valid: read("valid"), test: read("test") };
  const parsed = options.holdOut === undefined ? whole : holdOut(whole, options.holdOut, name);
  const summary = {
    train: summarise(parsed.train),
    valid: summarise(parsed.valid),
    test: summarise(parsed.test),
  };
  return Object.freeze({ ...documentDataset({ name, vocabulary, splits: parsed }), summary });
};

/** The word of a line `word` or `word count`. */
const wordOf = (line: string): string => /^(\S+)[ \t]+\d+$/.exec(line)?.[1] ?? line;

/**
 * Takes a part of train for validation, evenly spaced, so that the classes of a file that is
 * sorted by class keep their shares.
 */
const holdOut = ({ train, valid, test }: Splits, part: number, name: string): Splits => {
  if (!train || valid) {
    throw new TextvaeError("SPLIT", `${name}.holdOut`, {
      expected: "a split train to take valid from",
      got: train ? "a split valid beside it" : "none",
      hint: "Leave out holdOut, or the split valid.",
    });
  }
  const isHeldOut = (index: number) => Math.floor((index + 1) * part) > Math.floor(index * part);
  return {
    train: train.filter((_, index) => !isHeldOut(index)),
    valid: train.filter((_, index) => isHeldOut(index)),
    test,
  };
};

const summarise = (documents: readonly Document[] | undefined): SplitSummary | undefined => {
  if (!documents) return undefined;
  const lengths = documents.map(({ counts }) => counts.reduce((a, b) => a + b, 0));
  return {
    documents: documents.length,
    words: lengths.reduce((a, b) => a + b, 0),
    longest: lengths.reduce((a, b) => Math.max(a, b), 0),
  };
};
