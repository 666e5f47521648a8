import { checkCodes } from "@textvae/core";

/**
 * The point at t of the straight line between two codes, (1 − t)a + tb.
 *
 * @throws {TextvaeError} `SHAPE` for codes that are no lists of equally many numbers, and for a t that is no
 * finite one.
 *
 * @example
 * interpolate([0, 0], [1, 2], 0.5); // [0.5, 1]
 */
export const interpolate = (
  from: readonly number[],
  to: readonly number[],
  t: number,
): number[] => {
  const [a, b] = checkCodes("interpolate", from, to) as [number[], number[]];
  checkCodes("interpolate.t", [t]);
  return a.map((x, i) => (1 - t) * x + t * (b[i] as number));
};
