import type { Dialogue } from "@textvae/dataset-dialogue";
import type { View } from "../game/index.ts";

/** What a side knows of a negotiation, as a dialogue in which it is speaker 0. */
export const dialogueOf = ({ said, goal }: View): Dialogue => ({
  utterances: said.map(({ own, words }) => ({ speaker: own ? 0 : 1, words })),
  goal,
});

/** Stands for a value that is not told. */
export const UNTOLD = -1;

/** The same as the other side has it, as far as this side knows: it is not told the other's values. */
export const otherDialogueOf = ({ said, goal }: View): Dialogue => ({
  utterances: said.map(({ own, words }) => ({ speaker: own ? 1 : 0, words })),
  goal: goal.map((number, i) => (i % 2 === 0 ? number : UNTOLD)),
});
