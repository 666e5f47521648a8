import type { Content, Split } from "@textvae/core";
import type { Dialogue, Utterance } from "./dialogue.ts";
import { type Format, readers } from "./read.ts";

/** The dialogues of a split, one per line; empty lines are skipped. */
export const parseDialogues = (
  content: Content,
  where: Split,
  { format, maxLineBytes }: { readonly format: Format; readonly maxLineBytes: number },
): readonly Dialogue[] =>
  content
    .lines({ where, maxLineBytes })
    .flatMap((line, index) =>
      line.trim() === "" ? [] : [readers[format](line, `${where}, line ${index + 1}`)],
    );

/** The dialogues that are not among the others, goals and all. */
export const without = (
  dialogues: readonly Dialogue[],
  others: readonly Dialogue[],
): readonly Dialogue[] => {
  const known = new Set(others.map(keyOf));
  return dialogues.filter((dialogue) => !known.has(keyOf(dialogue)));
};

const keyOf = ({ goal, utterances }: Dialogue): string =>
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
