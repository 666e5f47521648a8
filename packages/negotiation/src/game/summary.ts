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

/** What a side has more in some games than in others of the same scenarios. */
export interface Gain {
  /** Mean difference of its points. */
  readonly points: number;
  /** Standard error of that, of the differences scenario by scenario; absent of one game. */
  readonly error?: number;
}

/**
 * How much more a side has after than before, paired by scenario: what both have in common, as easy
 * scenarios, does not widen the error.
 *
 * @throws {TextvaeError} `OPTION` without a game, or for games of other scenarios.
 *
 * @example
 * const { points, error } = gain(gamesBefore, gamesAfter, 0);
 */
export const gain = (before: readonly Game[], after: readonly Game[], side: Side): Gain => {
  const paired = before.every(({ scenario }, i) => scenario === after[i]?.scenario);
  if (before.length === 0 || before.length !== after.length || !paired) {
    throw new TextvaeError("OPTION", "gain", {
      expected: "games of the same scenarios, at least one",
      got: `${before.length} and ${after.length} games`,
    });
  }
  const differences = after.map(
    (game, i) => game.rewards[side] - (before[i] as Game).rewards[side],
  );
  const { mean, error } = meanWithError(differences);
  return { points: mean, ...(error !== undefined && { error }) };
};

/** The mean of some numbers with its standard error, which one number has not. */
const meanWithError = (numbers: readonly number[]): { mean: number; error?: number } => {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const squares = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  return {
    mean,
    ...(numbers.length > 1 && { error: Math.sqrt(squares / (numbers.length - 1)) }),
  };
};

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
  const { mean: score, error } = meanWithError(games.map(({ rewards }) => rewards[side]));
  return {
    games: games.length,
    score,
    ...(error !== undefined && { scoreError: error }),
    otherScore: meanOf(({ rewards }) => rewards[side === 0 ? 1 : 0]),
    agreement: meanOf(({ agreed }) => Number(agreed)),
    turns: meanOf(({ said }) => said.length),
  };
};
