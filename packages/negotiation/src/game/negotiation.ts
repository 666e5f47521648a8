import { TextvaeError } from "@textvae/core";
import { requireWhole } from "@textvae/ops";
import { goalOf, type Scenario, type Side } from "./scenario.ts";

/** The word that ends a negotiation: who says it writes down what it gets. */
export const SELECTION = "<selection>";

/** Something said by one of the sides. */
export interface Said {
  readonly side: Side;
  readonly words: readonly string[];
}

/** Where a negotiation stands. */
export interface Negotiation {
  readonly scenario: Scenario;
  readonly said: readonly Said[];
  /** Whose turn it is. */
  readonly next: Side;
  /** Utterances after which it ends without an agreement. */
  readonly limit: number;
}

/** What one side knows of a negotiation. */
export interface View {
  /** Which of the negotiations it is, where there are several. */
  readonly index: number;
  readonly counts: readonly number[];
  /** Number and value to this side of the first kind, then of the second, … */
  readonly goal: readonly number[];
  /** What was said, oldest first, and whether by this side. */
  readonly said: readonly { readonly own: boolean; readonly words: readonly string[] }[];
}

/**
 * A negotiation before anything is said.
 *
 * @throws {TextvaeError} `OPTION` for a limit that is no whole number ≥ 1.
 *
 * @example
 * const opened = say(begin({ scenario, first: 0 }), ["i", "want", "the", "hats"]);
 */
export const begin = (options: {
  readonly scenario: Scenario;
  readonly first: Side;
  /** Default 20. */
  readonly limit?: number;
}): Negotiation => {
  const { scenario, first, limit = 20 } = options;
  requireWhole("begin.limit", limit);
  return { scenario, said: [], next: first, limit };
};

/**
 * The negotiation after the side whose turn it is has said something.
 *
 * @throws {TextvaeError} `OPTION` when it is over.
 */
export const say = (negotiation: Negotiation, words: readonly string[]): Negotiation => {
  if (isOver(negotiation)) {
    throw new TextvaeError("OPTION", "say", {
      expected: "a negotiation that goes on",
      got: isSettled(negotiation) ? `one after ${SELECTION}` : "one at its limit",
    });
  }
  const { said, next } = negotiation;
  return { ...negotiation, said: [...said, { side: next, words }], next: next === 0 ? 1 : 0 };
};

/** Whether a side has ended it, so that both write down what they get. */
export const isSettled = ({ said }: Negotiation): boolean =>
  said.at(-1)?.words.includes(SELECTION) ?? false;

/** Whether it has ended, by a side or by the limit. */
export const isOver = (negotiation: Negotiation): boolean =>
  isSettled(negotiation) || negotiation.said.length >= negotiation.limit;

/** What a side knows of it. */
export const viewOf = ({ scenario, said }: Negotiation, side: Side, index = 0): View => ({
  index,
  counts: scenario.counts,
  goal: goalOf(scenario, side),
  said: said.map((utterance) => ({ own: utterance.side === side, words: utterance.words })),
});
