import {
  type Batch,
  type ContextBatch,
  type Dataset,
  type SplitAccount,
  TextvaeError,
  type Vocabulary,
} from "@textvae/core";
import {
  type Accounted,
  accountOf,
  accountOfSentences,
  type Corpus,
  createDataset,
  encode,
  hashOf,
  type Items,
  mapSplits,
  type PerSplit,
  repetitionNotes,
  scoredLength,
  textBatch,
} from "@textvae/text";
import { type Dialogue, GOAL, type Utterance } from "./dialogue.ts";
import { itemsIn, keyOf } from "./parse.ts";

export interface DialogueDatasetOptions {
  readonly name: string;
  readonly vocabulary: Vocabulary;
  readonly splits: PerSplit<readonly Dialogue[]>;
  /** Most utterances before an item that a model is told. */
  readonly turns: number;
  /** Items of each split that were cut, and how many words they lost. */
  readonly cut?: PerSplit<SplitAccount["cut"]>;
  /** What is to be known of how they were read. */
  readonly notes?: readonly string[];
}

/**
 * A dataset of utterances, each with up to `turns` of those before it. Before the first stands an
 * empty one, `<eos>` alone, as if the other had said nothing. A batch holds goals where the dialogues have them.
 *
 * @throws {TextvaeError} `DATA` for a split without utterances.
 *
 * @example
 * const utterances = [{ speaker: 0, words: ["hi"] }, { speaker: 1, words: ["hi", "there"] }];
 * dialogueDataset({ name, vocabulary, splits: { train: [{ utterances }] }, turns: 10 });
 */
export const dialogueDataset = (options: DialogueDatasetOptions): Dataset => {
  const { name, vocabulary, splits, turns, cut, notes = [] } = options;
  const dialogues = Object.values(splits).flatMap((split) => split ?? []);
  const goals = dialogues.every(({ goal }) => goal !== undefined);
  return createDataset({
    name,
    vocabulary,
    provides: ["text", "context"],
    ...(goals && { fields: { goal_B6: GOAL } }),
    splits: mapSplits(splits, (dialogues) => responses(dialogues, vocabulary, turns, goals)),
    item: "utterance",
    account: mapSplits(accountsOf(splits, vocabulary, cut), ({ hashes: _, ...account }) => account),
    notes: [...notes, ...repetitionNotes(accountOf(mapSplits(splits, wholes)), "dialogue")],
  });
};

const accountsOf = (
  splits: DialogueDatasetOptions["splits"],
  vocabulary: Vocabulary,
  cut: DialogueDatasetOptions["cut"],
): PerSplit<Accounted> =>
  mapSplits(splits, (dialogues, split) =>
    accountOfSentences(itemsIn(dialogues), vocabulary, cut?.[split]),
  );

/** Dialogues as items: single utterances, such as "yes", stand in every split. */
const wholes = (dialogues: readonly Dialogue[]): Accounted => ({
  items: dialogues.length,
  tokens: 0,
  hashes: Float64Array.from(dialogues, (dialogue) => hashOf([keyOf(dialogue)])),
});

/**
 * What speaker 0 is told before it speaks next: up to `turns` utterances of each dialogue, the empty
 * one before the first among them, and goals where all dialogues have them. A batch without text.
 *
 * @throws {TextvaeError} `DATA` without a dialogue.
 *
 * @example
 * const c_BC = model.condition(toldBatch([{ utterances }], { vocabulary, turns: 10 }), context);
 */
export const toldBatch = (
  dialogues: readonly Dialogue[],
  { vocabulary, turns }: Pick<DialogueDatasetOptions, "vocabulary" | "turns">,
): Batch => {
  if (dialogues.length === 0) {
    throw new TextvaeError("DATA", "toldBatch", { expected: "at least one dialogue", got: "none" });
  }
  const before = dialogues.map((dialogue) =>
    [openingOf(dialogue), ...dialogue.utterances].slice(-turns),
  );
  const said = before.flat();
  const goals = dialogues.flatMap(({ goal }) => (goal ? [goal] : []));
  const rows = Int32Array.from(said, (_, row) => row);
  return {
    size: dialogues.length,
    context: {
      utterances: textBatch(encode(said, vocabulary), rows, vocabulary.eos),
      own_N: Int32Array.from(said, ({ speaker }) => Number(speaker === 0)),
      turns_B: Int32Array.from(before, ({ length }) => length),
    },
    ...(goals.length === dialogues.length && goalsOf(goals)),
  };
};

const goalsOf = (goals: readonly (readonly number[])[]): Pick<Batch, "fields"> => ({
  fields: { goal_B6: Int32Array.from(goals.flat()) },
});

/** What stands before the first utterance, as if the other had said nothing. */
const openingOf = ({ utterances }: Dialogue): Utterance => ({
  speaker: utterances[0]?.speaker === 1 ? 0 : 1,
  words: [],
});

/** An utterance as an item: the row of its words, and that of the first that it is told. */
interface Response {
  readonly row: number;
  readonly from: number;
  readonly goal: readonly number[];
}

const responses = (
  dialogues: readonly Dialogue[],
  vocabulary: Vocabulary,
  turns: number,
  goals: boolean,
): Items => {
  const utterances = dialogues.flatMap((dialogue) => [openingOf(dialogue), ...dialogue.utterances]);
  const corpus = encode(utterances, vocabulary);
  const speakers = Int8Array.from(utterances, ({ speaker }) => speaker);
  const items = responsesOf(dialogues, turns);
  return {
    size: items.length,
    length: (item) => scoredLength(corpus, (items[item] as Response).row),
    batch: (chosen): Batch => {
      const told = Array.from(chosen, (item) => items[item] as Response);
      return {
        size: chosen.length,
        text: textBatch(
          corpus,
          Int32Array.from(told, ({ row }) => row),
          vocabulary.eos,
        ),
        context: contextOf(corpus, speakers, told, vocabulary.eos),
        ...(goals && goalsOf(told.map(({ goal }) => goal))),
      };
    },
  };
};

const responsesOf = (dialogues: readonly Dialogue[], turns: number): readonly Response[] => {
  let opening = 0;
  return dialogues.flatMap(({ utterances, responder, goal = [] }) => {
    const start = opening;
    opening += utterances.length + 1;
    return utterances.flatMap(({ speaker }, i) => {
      const row = start + 1 + i;
      const answers = responder === undefined || speaker === responder;
      return answers ? [{ row, from: Math.max(start, row - turns), goal }] : [];
    });
  });
};

const contextOf = (
  corpus: Corpus,
  speakers: Int8Array,
  told: readonly Response[],
  eos: number,
): ContextBatch => {
  const before = told.map(({ row, from }) =>
    Array.from({ length: row - from }, (_, i) => from + i),
  );
  const own = before.flatMap((rows, b) => {
    const { row } = told[b] as Response;
    return rows.map((utterance) => Number(speakers[utterance] === speakers[row]));
  });
  return {
    utterances: textBatch(corpus, Int32Array.from(before.flat()), eos),
    own_N: Int32Array.from(own),
    turns_B: Int32Array.from(before, (rows) => rows.length),
  };
};
