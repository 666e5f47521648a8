import type { Dataset, Split, Vocabulary } from "@textvae/core";
import { type Dialogue, GOAL, toldBatch } from "@textvae/dataset-dialogue";
import { createDataset, encode, type Items, parseVocabulary, textBatch } from "@textvae/text";
import { type Choice, countsIn, divisions, formatDivision, readOutcome } from "../game/index.ts";
import type { Negotiations } from "../self-play/scenarios.ts";

/** Utterances that a choice is told. */
export const TURNS = 6;

const NO_AGREEMENT = "<no_agreement>";

/** A choice as the words that a model of choices predicts. */
export const wordsOfChoice = (choice: Choice): readonly string[] =>
  choice ? formatDivision(choice).split(" ") : [NO_AGREEMENT];

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

/** The dialogues whose side has written down what it gets. */
export const selectionsOf = (dialogues: readonly Dialogue[]): readonly Selection[] =>
  dialogues.flatMap((dialogue) => {
    const { kind, own } = readOutcome(dialogue.outcome ?? "");
    return own || kind === "no agreement" ? [{ dialogue, choice: own }] : [];
  });

export interface SelectionDatasetOptions {
  readonly dialogues: Negotiations;
  /** Words of the dialogues. */
  readonly vocabulary: Vocabulary;
  /** Most utterances, from the end, that a choice is told. Default 6. */
  readonly turns?: number;
}

/**
 * What sides wrote down in the end, told the dialogue and their goal: a text such as
 * `item0=0 item1=4 item2=0`, or that there is no agreement. Its vocabulary has these words beside
 * those of the dialogues.
 *
 * @example
 * const dataset = selectionDataset({ dialogues, vocabulary });
 */
export const selectionDataset = ({
  dialogues,
  vocabulary: words,
  turns = TURNS,
}: SelectionDatasetOptions): Dataset => {
  const splits = (Object.keys(dialogues) as Split[]).flatMap((split) => {
    const selections = selectionsOf(dialogues[split] ?? []);
    return selections.length > 0 ? [[split, selections] as const] : [];
  });
  const vocabulary = withChoices(
    words,
    splits.flatMap(([, selections]) => selections),
  );
  const itemsOf = (selections: readonly Selection[]): Items => {
    const corpus = encode(
      selections.map(({ choice }) => ({ words: wordsOfChoice(choice) })),
      vocabulary,
    );
    return {
      size: selections.length,
      length: (item) =>
        Math.max(
          ...(selections[item] as Selection).dialogue.utterances.map(({ words }) => words.length),
        ),
      batch: (items) => ({
        ...toldBatch(
          Array.from(items, (item) => (selections[item] as Selection).dialogue),
          { vocabulary, turns },
        ),
        text: textBatch(corpus, items, vocabulary.eos),
      }),
    };
  };
  return createDataset({
    name: "selection",
    vocabulary,
    provides: ["text", "context"],
    fields: { goal_B6: GOAL },
    splits: Object.fromEntries(
      splits.map(([split, selections]) => [split, itemsOf(selections)] as const),
    ),
    item: "choice",
  });
};

/** Words of every choice that the goals of some dialogues allow, after those that are there. */
const withChoices = (vocabulary: Vocabulary, selections: readonly Selection[]): Vocabulary => {
  const most = selections.reduce<readonly number[]>((counts, { dialogue: { goal = [] } }) => {
    return countsIn(goal).map((count, kind) => Math.max(count, counts[kind] ?? 0));
  }, []);
  const written = most.flatMap((count, kind) =>
    Array.from({ length: count + 1 }, (_, taken) => `item${kind}=${taken}`),
  );
  return parseVocabulary([...new Set([...vocabulary.words, ...written, NO_AGREEMENT])]);
};
