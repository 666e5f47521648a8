import { TextvaeError } from "@textvae/core";

/** One of the two who negotiate. */
export type Side = 0 | 1;

/** Things to divide: how many there are of each kind, and what one of a kind is worth to each side. */
export interface Scenario {
  readonly counts: readonly number[];
  /** Neither side knows the values of the other. */
  readonly values: readonly [readonly number[], readonly number[]];
}

/** What all things together are worth to each side: the most that a negotiation can yield. */
export const TOTAL = 10;

/**
 * A scenario after checking it.
 *
 * @throws {TextvaeError} `DATA` for anything but whole numbers ≥ 0, as many values as kinds, and
 * things that are together worth 10 to each side.
 *
 * @example
 * const scenario = createScenario([1, 4, 1], [[0, 2, 2], [4, 1, 2]]);
 */
export const createScenario = (
  counts: readonly number[],
  values: readonly [readonly number[], readonly number[]],
  where = "scenario",
): Scenario => {
  const refuse = (expected: string, got: string): never => {
    throw new TextvaeError("DATA", where, { expected, got });
  };
  const numbers = [counts, ...values].flat();
  const bad = numbers.find((number) => !(Number.isInteger(number) && number >= 0));
  if (bad !== undefined) refuse("whole numbers ≥ 0", String(bad));
  for (const own of values) {
    if (own.length !== counts.length) refuse(`${counts.length} values`, String(own.length));
    if (worth(own, counts) !== TOTAL) {
      refuse(`things worth ${TOTAL} together`, `${worth(own, counts)} for values ${own.join(" ")}`);
    }
  }
  return { counts, values };
};

/** What a number of each kind is worth at some values: Σ value · number. */
export const worth = (values: readonly number[], things: readonly number[]): number =>
  things.reduce((total, number, kind) => total + number * (values[kind] as number), 0);

/** What a side is told of a scenario: number and value to it of the first kind, then of the second, … */
export const goalOf = ({ counts, values }: Scenario, side: Side): readonly number[] =>
  counts.flatMap((count, kind) => [count, values[side][kind] as number]);

/** The numbers of things that a side is told of. */
export const countsIn = (goal: readonly number[]): readonly number[] => everySecond(goal, 0);

/**
 * The scenario of which two sides have been told so.
 *
 * @throws {TextvaeError} `DATA` where the numbers of things differ, and as `createScenario`.
 *
 * @example
 * scenarioOf([1, 0, 4, 2, 1, 2], [1, 4, 4, 1, 1, 2]).counts; // [1, 4, 1]
 */
export const scenarioOf = (
  goal: readonly number[],
  other: readonly number[],
  where = "scenario",
): Scenario => {
  const [counts, otherCounts] = [countsIn(goal), countsIn(other)];
  if (counts.join(" ") !== otherCounts.join(" ")) {
    throw new TextvaeError("DATA", where, {
      expected: `the same things on both sides, ${counts.join(" ")}`,
      got: otherCounts.join(" "),
    });
  }
  return createScenario(counts, [everySecond(goal, 1), everySecond(other, 1)], where);
};

const everySecond = (numbers: readonly number[], from: 0 | 1): number[] =>
  numbers.filter((_, i) => i % 2 === from);
