import {
  type Batch,
  buildVocabulary,
  type Content,
  type Dataset,
  parseVocabulary,
  readLines,
  type Split,
  TextvaeError,
  type Vocabulary,
} from "@textvae/core";
import type { Dialogue } from "./dialogue.ts";
import { dialogueDataset, toldBatch } from "./dialogue-dataset.ts";
import { type NormalizeOptions, normalize, parseDialogues, without } from "./parse.ts";
import type { Format } from "./read.ts";

/** What was read of one split. */
export interface SplitSummary {
  readonly dialogues: number;
  readonly utterances: number;
  /** Words and ends of all utterances. */
  readonly tokens: number;
  /** Dialogues left out because another split has them. */
  readonly leftOut: number;
}

/** A dataset read from dialogues, with an account of what was read. */
export interface DialogueDataset extends Dataset {
  readonly summary: { readonly [split in Split]?: SplitSummary };
  /** The dialogues whose utterances are the items. */
  readonly dialogues: Splits;
  /** What speaker 0 is told before it speaks next in each of some dialogues: a batch without text. */
  told(dialogues: readonly Dialogue[]): Batch;
}

export interface LoadOptions extends NormalizeOptions {
  readonly splits: { readonly [split in Split]?: Content | undefined };
  readonly format: Format;
  readonly turns: number;
  readonly vocabulary?: Content | undefined;
  readonly maxVocabulary?: number | undefined;
  readonly minCount: number;
  readonly maxLineBytes: number;
  readonly name: string;
}

type Splits = { readonly [split in Split]?: readonly Dialogue[] };

/** Contents → dialogues, train without those of other splits → vocabulary → dataset. */
export const load = (options: LoadOptions): DialogueDataset => {
  const { name, turns } = options;
  const parsed = parseSplits(options);
  const { train, valid = [], test = [] } = parsed;
  const kept = { ...parsed, ...(train && { train: unseen(train, [...valid, ...test]) }) };
  const splits = mapSplits(kept, (dialogues) => dialogues.map((each) => normalize(each, options)));
  const vocabulary = vocabularyOf(options, splits.train);
  const summary = mapSplits(splits, (dialogues, split) => ({
    ...summarise(dialogues),
    leftOut: (parsed[split]?.length ?? 0) - dialogues.length,
  }));
  return Object.freeze({
    ...dialogueDataset({ name, vocabulary, splits, turns }),
    summary,
    dialogues: splits,
    told: (dialogues: readonly Dialogue[]) => toldBatch(dialogues, { vocabulary, turns }),
  });
};

const unseen = (train: readonly Dialogue[], heldOut: readonly Dialogue[]): readonly Dialogue[] => {
  const kept = without(train, heldOut);
  if (kept.length > 0 || train.length === 0) return kept;
  throw new TextvaeError("DATA", "train", {
    expected: "dialogues that are not in valid or test",
    got: `${train.length} that all are`,
    hint: "Give each split dialogues of its own.",
  });
};

const parseSplits = (options: LoadOptions): Splits =>
  mapSplits(options.splits, (content, split) => parseDialogues(content, split, options));

const vocabularyOf = (options: LoadOptions, train: readonly Dialogue[] | undefined): Vocabulary => {
  const { vocabulary, maxLineBytes, name } = options;
  if (vocabulary) {
    return parseVocabulary(readLines(vocabulary.read(), { where: "vocabulary", maxLineBytes }));
  }
  if (train) {
    const sentences = train.flatMap(({ utterances }) => utterances.map(({ words }) => words));
    return buildVocabulary(sentences, options);
  }
  throw new TextvaeError("SPLIT", name, {
    expected: 'the split "train" or a vocabulary',
    got: "neither",
    hint: "The vocabulary is built from train; without it hand over the content of a vocab.txt.",
  });
};

const summarise = (dialogues: readonly Dialogue[]): Omit<SplitSummary, "leftOut"> => {
  const utterances = dialogues.flatMap((dialogue) => dialogue.utterances);
  const words = utterances.reduce((sum, utterance) => sum + utterance.words.length, 0);
  return {
    dialogues: dialogues.length,
    utterances: utterances.length,
    tokens: words + utterances.length,
  };
};

const mapSplits = <From, To>(
  splits: { readonly [split in Split]?: From | undefined },
  map: (value: From, split: Split) => To,
): { readonly [split in Split]?: To } =>
  Object.fromEntries(
    (Object.entries(splits) as [Split, From | undefined][]).flatMap(([split, value]) =>
      value === undefined ? [] : [[split, map(value, split)]],
    ),
  );
