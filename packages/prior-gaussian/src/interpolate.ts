/**
 * The point at t of the straight line between two codes, (1 − t)a + tb.
 *
 * @example
 * interpolate([0, 0], [1, 2], 0.5); // [0.5, 1]
 */
export const interpolate = (a: readonly number[], b: readonly number[], t: number): number[] =>
  a.map((x, i) => (1 - t) * x + t * (b[i] as number));
