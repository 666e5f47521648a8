import { type Choice, type Settlement, settle } from "./division.ts";
import { isOver, isSettled, type Negotiation, say, type View, viewOf } from "./negotiation.ts";
import type { Side } from "./scenario.ts";

/** Who says something in each of several negotiations. */
export interface Speaker {
  speak(views: readonly View[]): Promise<readonly (readonly string[])[]>;
}

/** Who writes down, at the end of each of several negotiations, what it gets. */
export interface Chooser {
  choose(views: readonly View[]): Promise<readonly Choice[]>;
}

/** One of those who negotiate. */
export interface Player extends Speaker, Chooser {}

/** A negotiation that has ended. */
export interface Game extends Settlement, Pick<Negotiation, "scenario" | "said"> {
  /** What the sides wrote down; absent when none ended the negotiation before its limit. */
  readonly choices?: readonly [Choice, Choice];
}

/**
 * Plays negotiations to their ends, side by side: each player is asked for all negotiations in which
 * it is its turn at once.
 *
 * @example
 * const games = await play([begin({ scenario, first: 0 })], [player, player]);
 */
export const play = async (
  negotiations: readonly Negotiation[],
  players: readonly [Player, Player],
): Promise<readonly Game[]> => {
  const now = [...negotiations];
  for (;;) {
    const running = [...now.entries()].filter(([, negotiation]) => !isOver(negotiation));
    if (running.length === 0) break;
    for (const side of SIDES) {
      const turns = running.filter(([, { next }]) => next === side);
      if (turns.length === 0) continue;
      const words = await players[side].speak(
        turns.map(([index, negotiation]) => viewOf(negotiation, side, index)),
      );
      for (const [i, [index, negotiation]] of turns.entries()) {
        now[index] = say(negotiation, words[i] as readonly string[]);
      }
    }
  }
  return ended(now, players);
};

const SIDES: readonly Side[] = [0, 1];

const ended = async (
  negotiations: readonly Negotiation[],
  players: readonly [Player, Player],
): Promise<readonly Game[]> => {
  const settled = [...negotiations.entries()].filter(([, negotiation]) => isSettled(negotiation));
  const choices = new Map<number, [Choice, Choice]>();
  if (settled.length > 0) {
    const chosen = await Promise.all(
      SIDES.map((side) =>
        players[side].choose(settled.map(([index, each]) => viewOf(each, side, index))),
      ),
    );
    for (const [i, [index]] of settled.entries()) {
      choices.set(index, [chosen[0]?.[i], chosen[1]?.[i]]);
    }
  }
  return negotiations.map(({ scenario, said }, index) => {
    const both = choices.get(index);
    return {
      scenario,
      said,
      ...(both && { choices: both }),
      ...settle(scenario, both ?? [undefined, undefined]),
    };
  });
};
