import { TextvaeError } from "@textvae/core";
import { type Division, parseDivision } from "./division.ts";

/** What is recorded of the end of a negotiation, as one side tells it. */
export interface Outcome {
  /**
   * `agreement`: compatible divisions; `disagreement`: others; `no agreement`: the side that tells
   * wrote down that there is none; `disconnected`: someone left.
   */
  readonly kind: "agreement" | "disagreement" | "no agreement" | "disconnected";
  /** What the side that tells took, where it is recorded. */
  readonly own?: Division;
  /** What the other side took, where it is recorded. */
  readonly other?: Division;
  /** What the side's own division is worth to it, where it is recorded. */
  readonly reward?: number;
  /** Numbers and values of the other side. */
  readonly otherGoal: readonly number[];
}

/**
 * Reads what stands after a dialogue of Deal or No Deal, in either form:
 * `item0=0 item1=4 item2=0 <eos> reward=8 agree 1 4 4 1 1 2` of `data.txt`, and
 * `</dialogue> <output> … </output> <partner_input> … </partner_input>` of the others.
 *
 * @throws {TextvaeError} `DATA` for anything else.
 *
 * @example
 * readOutcome("no agreement <eos> reward=no agreement agree 1 4 4 1 1 2").kind; // "no agreement"
 */
export const readOutcome = (text: string, where = "outcome"): Outcome => {
  const told = TOLD.exec(text.trim());
  if (told) return readTold(told, where);
  const tagged = TAGGED.exec(text.trim());
  if (tagged) return readTagged(tagged, where);
  throw new TextvaeError("DATA", where, {
    expected:
      "a division, reward= and the numbers of the other side, or <output> and <partner_input>",
    got: JSON.stringify(text.slice(0, 60)),
  });
};

const TOLD = /^(.*?) <eos> reward=(.*?) (agree|disagree) ([\d ]+)$/;
const TAGGED =
  /^<\/dialogue> <output> (.*?) <\/output> <partner_input> ([\d ]+) <\/partner_input>$/;

const numbersOf = (text: string): number[] => text.trim().split(/\s+/).map(Number);

const readTold = (
  [, choice = "", reward, verdict, goal = ""]: RegExpExecArray,
  where: string,
): Outcome => {
  const otherGoal = numbersOf(goal);
  if (choice === "disconnect") return { kind: "disconnected", otherGoal };
  if (choice === "no agreement") return { kind: "no agreement", otherGoal };
  return {
    kind: verdict === "agree" ? "agreement" : "disagreement",
    own: parseDivision(choice, where),
    reward: Number(reward),
    otherGoal,
  };
};

const ABSENT: Readonly<Record<string, Outcome["kind"]>> = {
  "<disagree>": "disagreement",
  "<no_agreement>": "no agreement",
  "<disconnect>": "disconnected",
};

/** Both sides' divisions, or six times why there are none. */
const readTagged = ([, output = "", goal = ""]: RegExpExecArray, where: string): Outcome => {
  const otherGoal = numbersOf(goal);
  const words = output.split(/\s+/);
  const kind = ABSENT[words[0] as string];
  if (kind) return { kind, otherGoal };
  const half = words.length / 2;
  return {
    kind: "agreement",
    own: parseDivision(words.slice(0, half).join(" "), where),
    other: parseDivision(words.slice(half).join(" "), where),
    otherGoal,
  };
};
