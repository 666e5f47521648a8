import type { Dataset, Split, Vocabulary } from "@textvae/core";
import { type Dialogue, GOAL, toldBatch } from "@textvae/dataset-dialogue";
import { createDataset, type Items } from "@textvae/text";
import { type Choice, divisions, readOutcome } from "../game/index.ts";
import type { Negotiations } from "../self-play/scenarios.ts";

/** Utterances that a choice is told: more than any dialogue has. */
export const TURNS = 40;

/** The number of each kind that is written down, or −1 three times for no agreement. */
export const CHOICE = { shape: [3], dtype: "int32" } as const;

const NONE = -1;

/** Choices as the field `choice_B3` of a batch. */
export const choicesField = (choices: readonly Choice[]): Int32Array =>
  Int32Array.from(choices.flatMap((choice) => choice ?? Array(CHOICE.shape[0]).fill(NONE)));

/** All that may be written down in the end: that there is no agreement, and every division. */
export const choicesOf = (counts: readonly number[]): readonly Choice[] => [
  undefined,
  ...divisions(counts),
];

/** A dialogue with what its side wrote down; undefined where that is not recorded. */
interface Selection {
  readonly dialogue: Dialogue;
  readonly choice: Choice;
}

/**
 * The dialogues whose side has written down what it gets, but for those whose two sides wrote down
 * what does not fit: one of these, at least, did not mean what was said.
 */
export const selectionsOf = (dialogues: readonly Dialogue[]): readonly Selection[] =>
  dialogues.flatMap((dialogue) => {
    const { kind, own } = readOutcome(dialogue.outcome ?? "");
    return kind === "agreement" || kind === "no agreement" ? [{ dialogue, choice: own }] : [];
  });

export interface SelectionDatasetOptions {
  readonly dialogues: Negotiations;
  /** Words of the dialogues. */
  readonly vocabulary: Vocabulary;
  /** Most utterances, from the end, that a choice is told. Default 40. */
  readonly turns?: number;
}

/**
 * What sides wrote down in the end, `choice_B3`, told the dialogue and their goal.
 *
 * @example
 * const dataset = selectionDataset({ dialogues, vocabulary });
 */
export const selectionDataset = ({
  dialogues,
  vocabulary,
  turns = TURNS,
}: SelectionDatasetOptions): Dataset => {
  const splits = (Object.keys(dialogues) as Split[]).flatMap((split) => {
    const selections = selectionsOf(dialogues[split] ?? []);
    return selections.length > 0 ? [[split, itemsOf(selections, vocabulary, turns)] as const] : [];
  });
  return createDataset({
    name: "selection",
    vocabulary,
    provides: ["context"],
    fields: { goal_B6: GOAL, choice_B3: CHOICE },
    splits: Object.fromEntries(splits),
    item: "choice",
  });
};

const itemsOf = (
  selections: readonly Selection[],
  vocabulary: Vocabulary,
  turns: number,
): Items => {
  const lengths = selections.map(({ dialogue: { utterances } }) =>
    utterances.reduce((sum, { words }) => sum + words.length + 1, 0),
  );
  return {
    size: selections.length,
    length: (item) => lengths[item] as number,
    batch(items) {
      const some = Array.from(items, (item) => selections[item] as Selection);
      const told = toldBatch(
        some.map(({ dialogue }) => dialogue),
        { vocabulary, turns },
      );
      const choice_B3 = choicesField(some.map(({ choice }) => choice));
      return { ...told, fields: { ...told.fields, choice_B3 } };
    },
  };
};
