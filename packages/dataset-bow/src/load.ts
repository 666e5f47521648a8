import { type Dataset, TextvaeError, type Vocabulary } from "@textvae/core";
import {
  bagVocabulary,
  type Content,
  type LoadedFiles,
  mapSplits,
  type PerSplit,
} from "@textvae/text";
import { type Document, parseDocuments } from "./document.ts";
import { documentDataset, type Splits } from "./document-dataset.ts";
import { type VocabularyColumn, wordsInOrder } from "./vocabulary-lines.ts";

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
  readonly summary: PerSplit<SplitSummary>;
}

export interface LoadOptions extends Pick<LoadedFiles, "splits" | "maxLineBytes" | "name"> {
  readonly vocabulary: Content;
  readonly vocabularyColumn?: VocabularyColumn | undefined;
  readonly holdOut?: number | undefined;
}

/** Contents → lines → vocabulary and documents → dataset. */
export const load = (options: LoadOptions): BowDataset => {
  const { name, maxLineBytes, splits } = options;
  const told: string[] = [];
  const note = (text: string) => void told.push(text);
  const linesOf = (content: Content, where: string) => content.lines({ where, maxLineBytes, note });
  const vocabulary = bagVocabulary(
    wordsInOrder(linesOf(options.vocabulary, "vocabulary"), options.vocabularyColumn),
  );
  const whole = mapSplits(splits, (content, where) =>
    parseDocuments(linesOf(content, where), { where, words: vocabulary.size }),
  );
  const parsed = options.holdOut === undefined ? whole : holdOut(whole, options.holdOut, name);
  const summary = mapSplits(parsed, summarise);
  const notes = [...told, ...unusedNotes(whole, vocabulary)];
  return Object.freeze({
    ...documentDataset({ name, vocabulary, splits: parsed, notes }),
    summary,
  });
};

/** A vocabulary that goes on beyond the largest id may be that of another corpus. */
const unusedNotes = (splits: Splits, { size }: Vocabulary): string[] => {
  let largest = 0;
  for (const { ids } of Object.values(splits).flatMap((documents) => documents ?? [])) {
    for (const id of ids) largest = Math.max(largest, id + 1);
  }
  if (largest === size) return [];
  return [`note: the vocabulary has ${size} words, the largest id of the documents is ${largest}`];
};

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

const summarise = (documents: readonly Document[]): SplitSummary => {
  const lengths = documents.map(({ counts }) => counts.reduce((a, b) => a + b, 0));
  return {
    documents: documents.length,
    words: lengths.reduce((a, b) => a + b, 0),
    longest: lengths.reduce((a, b) => Math.max(a, b), 0),
  };
};
