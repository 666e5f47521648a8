import { type Batch, type Dataset, TextvaeError } from "@textvae/core";
import { type LoadedFiles, mapSplits, type PerSplit, vocabularyOf } from "@textvae/text";
import type { Dialogue } from "./dialogue.ts";
import { dialogueDataset, toldBatch } from "./dialogue-dataset.ts";
import { cutOf, normalize, parseDialogues, without } from "./parse.ts";
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
  readonly summary: PerSplit<SplitSummary>;
  /** The dialogues whose utterances are the items. */
  readonly dialogues: PerSplit<readonly Dialogue[]>;
  /** What speaker 0 is told before it speaks next in each of some dialogues: a batch without text. */
  told(dialogues: readonly Dialogue[]): Batch;
}

export interface LoadOptions extends LoadedFiles {
  readonly format: Format;
  readonly turns: number;
}

/** Contents → dialogues, train without those of other splits → vocabulary → dataset. */
export const load = (options: LoadOptions): DialogueDataset => {
  const { name, turns } = options;
  const notes: string[] = [];
  const told = { ...options, note: (text: string) => void notes.push(text) };
  const parsed = mapSplits(options.splits, (content, split) =>
    parseDialogues(content, split, told),
  );
  const { train, valid = [], test = [] } = parsed;
  const kept = { ...parsed, ...(train && { train: unseen(train, [...valid, ...test]) }) };
  const splits = mapSplits(kept, (dialogues) => dialogues.map((each) => normalize(each, options)));
  const words = splits.train?.flatMap(({ utterances }) => utterances.map((each) => each.words));
  const vocabulary = vocabularyOf(options, words);
  const summary = mapSplits(splits, (dialogues, split) => ({
    ...summarise(dialogues),
    leftOut: (parsed[split]?.length ?? 0) - dialogues.length,
  }));
  return Object.freeze({
    ...dialogueDataset({
      name,
      vocabulary,
      splits,
      turns,
      cut: mapSplits(kept, (dialogues) => cutOf(dialogues, options.maxLength)),
      notes: [...notes, ...leftOutNotes(summary)],
    }),
    summary,
    dialogues: splits,
    told: (dialogues: readonly Dialogue[]) => toldBatch(dialogues, { vocabulary, turns }),
  });
};

const leftOutNotes = (summary: PerSplit<SplitSummary>): string[] => {
  const { train } = summary;
  if (!train || train.leftOut === 0) return [];
  return [
    `note: ${train.leftOut} dialogues of train stand in valid or test, too, and are left out`,
  ];
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

const summarise = (dialogues: readonly Dialogue[]): Omit<SplitSummary, "leftOut"> => {
  const utterances = dialogues.flatMap((dialogue) => dialogue.utterances);
  const words = utterances.reduce((sum, utterance) => sum + utterance.words.length, 0);
  return {
    dialogues: dialogues.length,
    utterances: utterances.length,
    tokens: words + utterances.length,
  };
};
