import { type Split, TextvaeError } from "@textvae/core";
import type { Content, LineOptions } from "@textvae/text";
import type { Dialogue, Utterance } from "./dialogue.ts";
import { type Format, readers } from "./read.ts";

export interface ParseOptions extends Required<Pick<LineOptions, "maxLineBytes" | "note">> {
  readonly format: Format;
}

/**
 * The dialogues of a split, one per line; empty lines are skipped.
 *
 * @throws {TextvaeError} `DATA` for a line that the format can't read, and where none of several
 * dialogues has a second utterance, so that nothing stands before any.
 */
export const parseDialogues = (
  content: Content,
  where: Split,
  { format, maxLineBytes, note }: ParseOptions,
): readonly Dialogue[] => {
  const dialogues = content
    .lines({ where, maxLineBytes, note })
    .flatMap((line, index) =>
      line.trim() === "" ? [] : [readers[format](line, `${where}, line ${index + 1}`)],
    );
  // A negotiation says whose its utterances are, so that one of a single utterance is meant.
  const told = format === "deal" || dialogues.length < 2;
  if (told || dialogues.some(({ utterances }) => utterances.length > 1)) return dialogues;
  throw new TextvaeError("DATA", where, {
    expected: "dialogues of several utterances",
    got: `one utterance in each of ${dialogues.length} lines`,
    hint: "Put the utterances of a dialogue on one line.",
  });
};

/** The dialogues that are not among the others, goals and all. */
export const without = (
  dialogues: readonly Dialogue[],
  others: readonly Dialogue[],
): readonly Dialogue[] => {
  const known = new Set(others.map(keyOf));
  return dialogues.filter((dialogue) => !known.has(keyOf(dialogue)));
};

/** What two dialogues share that are the same, goals and all. */
export const keyOf = ({ goal, utterances }: Dialogue): string =>
  JSON.stringify([goal, utterances.map(({ speaker, words }) => [speaker, ...words])]);

export interface NormalizeOptions {
  readonly lowercase: boolean;
  /** Words kept of each utterance, its end not counted. */
  readonly maxLength?: number | undefined;
}

/** A dialogue with its utterances cut and in lower case, as far as asked for. */
export const normalize = (
  dialogue: Dialogue,
  { lowercase, maxLength }: NormalizeOptions,
): Dialogue => {
  const utterances = dialogue.utterances.map(({ speaker, words }): Utterance => {
    const kept = words.slice(0, maxLength);
    return { speaker, words: lowercase ? kept.map((word) => word.toLowerCase()) : kept };
  });
  return { ...dialogue, utterances };
};

/** The utterances that are items: of negotiations those of the side that responds. */
export const itemsIn = (dialogues: readonly Dialogue[]): readonly Utterance[] =>
  dialogues.flatMap(({ utterances, responder }) =>
    utterances.filter(({ speaker }) => responder === undefined || speaker === responder),
  );

/** How many items are longer than `maxLength` words, and by how many words. */
export const cutOf = (
  dialogues: readonly Dialogue[],
  maxLength: number = Infinity,
): { readonly items: number; readonly tokens: number } => {
  const over = itemsIn(dialogues)
    .map(({ words }) => words.length - maxLength)
    .filter((words) => words > 0);
  return { items: over.length, tokens: over.reduce((a, b) => a + b, 0) };
};
