import { TextvaeError } from "@textvae/core";
import { type Scenario, worth } from "./scenario.ts";

/** How many of each kind one side gets; the other gets the rest. */
export type Division = readonly number[];

/** What a side writes down in the end: what it gets, or that there is no agreement. */
export type Choice = Division | undefined;

/** Every division of some things: Π (count + 1) of them, in lexicographic order. */
export const divisions = (counts: readonly number[]): readonly Division[] =>
  counts.reduce<readonly Division[]>(
    (firsts, count) =>
      firsts.flatMap((first) => Array.from({ length: count + 1 }, (_, taken) => [...first, taken])),
    [[]],
  );

/** What is left for the other side. */
export const remainder = (division: Division, counts: readonly number[]): Division =>
  counts.map((count, kind) => count - (division[kind] as number));

/** Whether two sides have divided all things between them, each once. */
export const compatible = (a: Division, b: Division, counts: readonly number[]): boolean =>
  a.length === counts.length &&
  b.length === counts.length &&
  counts.every(
    (count, kind) =>
      (a[kind] as number) >= 0 &&
      (b[kind] as number) >= 0 &&
      (a[kind] as number) + (b[kind] as number) === count,
  );

/** What came of a negotiation. */
export interface Settlement {
  readonly agreed: boolean;
  /** Points of each side, 0 to 10. */
  readonly rewards: readonly [number, number];
}

/**
 * What two choices are worth: Σ value · number of what each side gets where the choices are
 * compatible, else nothing for either.
 *
 * @example
 * settle(createScenario([1, 4, 1], [[0, 2, 2], [4, 1, 2]]), [[0, 4, 0], [1, 0, 1]]);
 * // { agreed: true, rewards: [8, 6] }
 */
export const settle = (
  { counts, values }: Scenario,
  [a, b]: readonly [Choice, Choice],
): Settlement =>
  a && b && compatible(a, b, counts)
    ? { agreed: true, rewards: [worth(values[0], a), worth(values[1], b)] }
    : { agreed: false, rewards: [0, 0] };

/** A division as Deal or No Deal writes it: `item0=0 item1=4 item2=0`. */
export const formatDivision = (division: Division): string =>
  division.map((taken, kind) => `item${kind}=${taken}`).join(" ");

/**
 * Reads what `formatDivision` writes.
 *
 * @throws {TextvaeError} `DATA` for anything else.
 *
 * @example
 * parseDivision("item0=0 item1=4 item2=0"); // [0, 4, 0]
 */
export const parseDivision = (text: string, where = "division"): Division =>
  text
    .trim()
    .split(/\s+/)
    .map((word, kind) => {
      const [, index, taken] = /^item(\d+)=(\d+)$/.exec(word) ?? [];
      if (Number(index) === kind) return Number(taken);
      throw new TextvaeError("DATA", where, {
        expected: `item${kind}= and a whole number`,
        got: JSON.stringify(word),
      });
    });
