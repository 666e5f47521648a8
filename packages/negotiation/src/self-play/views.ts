import type { Dialogue } from "@textvae/dataset-dialogue";
import type { View } from "../game/index.ts";

/** What a side knows of a negotiation, as a dialogue in which it is speaker 0. */
export const dialogueOf = ({ said, goal }: View): Dialogue => ({
  utterances: said.map(({ own, words }) => ({ speaker: own ? 0 : 1, words })),
  goal,
});
