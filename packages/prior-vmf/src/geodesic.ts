import { checkCodes } from "@textvae/core";

const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((total, value, i) => total + value * (y[i] as number), 0);

/** x + s·y. */
const combine = (x: readonly number[], s: number, y: readonly number[]): number[] =>
  x.map((value, i) => value + s * (y[i] as number));

/** Sine below which two directions count as equal or opposite. */
const PARALLEL = 1e-7;

/** The part of b at right angles to a; the axis least aligned with a stands in for a parallel b. */
const across = (a: readonly number[], b: readonly number[]): readonly number[] => {
  const part = combine(b, -dot(a, b), a);
  if (Math.hypot(...part) > PARALLEL) return part;
  const sizes = a.map(Math.abs);
  const least = sizes.indexOf(Math.min(...sizes));
  const axis = a.map((_, i) => (i === least ? 1 : 0));
  return combine(axis, -dot(a, axis), a);
};

/**
 * The point at t in [0, 1] on the shortest arc between two directions, cos(tω) a + sin(tω) v, with
 * ω the angle between them and v the direction of b at right angles to a. Between opposite points,
 * where every great circle is a shortest way, it goes by way of the axis least aligned with a.
 *
 * Source: "Animating rotation with quaternion curves", Shoemake, 1985,
 * https://doi.org/10.1145/325334.325242
 *
 * @throws {TextvaeError} `SHAPE` for codes that are no lists of equally many numbers, and for a t that is no
 * finite one.
 *
 * @example
 * interpolate([1, 0], [0, 1], 0.5); // [√½, √½]
 */
export const interpolate = (
  from: readonly number[],
  to: readonly number[],
  t: number,
): number[] => {
  const [a, b] = checkCodes("interpolate", from, to) as [number[], number[]];
  checkCodes("interpolate.t", [t]);
  // By the tangent of the half angle: an arccosine loses half the digits near 0 and π.
  const angle = 2 * Math.atan2(Math.hypot(...combine(a, -1, b)), Math.hypot(...combine(a, 1, b)));
  const v = across(a, b);
  const along = Math.cos(t * angle);
  return combine(
    a.map((value) => along * value),
    Math.sin(t * angle) / Math.hypot(...v),
    v,
  );
};
