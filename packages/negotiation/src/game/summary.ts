import { TextvaeError } from "@textvae/core";
import type { Game } from "./play.ts";
import type { Side } from "./scenario.ts";

/** Means over games, for one side. */
export interface Summary {
  readonly games: number;
  /** Points of the side, 0 where there was no agreement. */
  readonly score: number;
  /** Standard error of `score`; absent of one game. */
  readonly scoreError?: number;
  /** Points of the other side, likewise. */
  readonly otherScore: number;
  /** Part of the games that ended in an agreement. */
  readonly agreement: number;
  /** Utterances of both sides. */
  readonly turns: number;
}

/**
 * How a side did.
 *
 * @throws {TextvaeError} `OPTION` without a game.
 *
 * @example
 * const { score, agreement } = summarise(games, 0);
 */
export const summarise = (games: readonly Game[], side: Side): Summary => {
  if (games.length === 0) {
    throw new TextvaeError("OPTION", "summarise", { expected: "at least one game", got: "none" });
  }
  const meanOf = (value: (game: Game) => number): number =>
    games.reduce((total, game) => total + value(game), 0) / games.length;
  const score = meanOf(({ rewards }) => rewards[side]);
  const squares = meanOf(({ rewards }) => (rewards[side] - score) ** 2);
  return {
    games: games.length,
    score,
    ...(games.length > 1 && { scoreError: Math.sqrt(squares / (games.length - 1)) }),
    otherScore: meanOf(({ rewards }) => rewards[side === 0 ? 1 : 0]),
    agreement: meanOf(({ agreed }) => Number(agreed)),
    turns: meanOf(({ said }) => said.length),
  };
};
