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
  const outcome = readTold(text.trim(), where) ?? readTagged(text.trim(), where);
  if (outcome) return outcome;
  throw new TextvaeError("DATA", where, {
    expected:
      "a division, reward= and the numbers of the other side, or <output> and <partner_input>",
    got: JSON.stringify(text.slice(0, 60)),
  });
};

/** Numbers and values of the other side; undefined for what are no numbers. */
const goalOf = (words: readonly string[]): readonly number[] | undefined =>
  words.length > 0 && words.every((word) => /^\d+$/.test(word)) ? words.map(Number) : undefined;

const REWARD = " <eos> reward=";

const readTold = (text: string, where: string): Outcome | undefined => {
  const at = text.indexOf(REWARD);
  const choice = text.slice(0, at);
  const words = text.slice(at + REWARD.length).split(" ");
  const verdict = words.findLastIndex((word) => word === "agree" || word === "disagree");
  const otherGoal = goalOf(words.slice(verdict + 1));
  if (at < 0 || verdict < 1 || !otherGoal) return undefined;
  if (choice === "disconnect") return { kind: "disconnected", otherGoal };
  if (choice === "no agreement") return { kind: "no agreement", otherGoal };
  return {
    kind: words[verdict] === "agree" ? "agreement" : "disagreement",
    own: parseDivision(choice, where),
    reward: Number(words.slice(0, verdict).join(" ")),
    otherGoal,
  };
};

const ABSENT: Readonly<Record<string, Outcome["kind"]>> = {
  "<disagree>": "disagreement",
  "<no_agreement>": "no agreement",
  "<disconnect>": "disconnected",
};

/** Both sides' divisions, or six times why there are none. */
const readTagged = (text: string, where: string): Outcome | undefined => {
  const [dialogue, opening, ...rest] = text.split(/\s+/);
  const closing = rest.indexOf("</output>");
  const output = rest.slice(0, closing);
  const [partner, ...goal] = rest.slice(closing + 1);
  const otherGoal = goal.pop() === "</partner_input>" ? goalOf(goal) : undefined;
  const tags = [dialogue, opening, partner].join(" ");
  if (tags !== "</dialogue> <output> <partner_input>" || closing < 1 || !otherGoal) {
    return undefined;
  }
  const kind = ABSENT[output[0] as string];
  if (kind) return { kind, otherGoal };
  const half = output.length / 2;
  return {
    kind: "agreement",
    own: parseDivision(output.slice(0, half).join(" "), where),
    other: parseDivision(output.slice(half).join(" "), where),
    otherGoal,
  };
};
