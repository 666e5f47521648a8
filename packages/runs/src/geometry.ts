import { type Model, type Prior, TextvaeError } from "@textvae/core";
import type { Point } from "./codes.ts";

/** What is walked along between two codes. */
export type PathName = "straight line" | "geodesic of the sphere" | "path of the prior";

const straight = (a: ArrayLike<number>, b: ArrayLike<number>, t: number): Float32Array =>
  Float32Array.from(a, (value, i) => value + t * ((b[i] as number) - value));

export const pathName = ({ parts: { prior } }: Model): PathName => {
  if (!prior?.interpolate) return "straight line";
  return prior.support === "sphere" ? "geodesic of the sphere" : "path of the prior";
};

/**
 * `steps` points from a to b, ends included: codes along the prior's own path or a straight line,
 * conditions along a straight line.
 */
export const pathBetween = (model: Model, a: Point, b: Point, steps: number): Point[] => {
  if (!(Number.isInteger(steps) && steps >= 2)) {
    throw new TextvaeError("OPTION", "interpolate.steps", {
      expected: "a whole number ≥ 2",
      got: String(steps),
    });
  }
  const own = model.parts.prior?.interpolate;
  return Array.from({ length: steps }, (_, i) => {
    const t = i / (steps - 1);
    const z = own ? Float32Array.from(own([...a.z], [...b.z], t)) : straight(a.z, b.z, t);
    return { z, ...(a.c && b.c && { c: straight(a.c, b.c, t) }) };
  });
};

/**
 * a − b + c; on the sphere its direction. Throws `CAPABILITY` where codes can't be added, and
 * `OPTION` where a − b + c is the centre of the sphere, which has no direction.
 */
export const analogy = (prior: Prior, a: Point, b: Point, c: Point): Point => {
  const { support } = prior;
  if (support !== "euclidean" && support !== "sphere") {
    throw new TextvaeError("CAPABILITY", "arithmetic", {
      expected: "codes that can be added and taken away",
      got: `codes of support "${support}"`,
      hint: "Choose codes in a plane or on a sphere.",
    });
  }
  const z = a.z.map((value, i) => value - (b.z[i] as number) + (c.z[i] as number));
  const length = support === "sphere" ? Math.hypot(...z) : 1;
  if (length === 0) {
    throw new TextvaeError("OPTION", "arithmetic", {
      expected: "codes whose a − b + c has a direction",
      got: "the centre of the sphere",
    });
  }
  return { z: z.map((value) => value / length), ...(c.c && { c: c.c }) };
};

/** A member of a corpus and how far its code is. */
export interface Neighbour {
  readonly index: number;
  /** The angle in radians on the sphere, elsewhere the Euclidean distance. */
  readonly distance: number;
}

/** The k points nearest to one; of equal distances the earlier first. */
export const nearestPoints = (
  { support }: Pick<Prior, "support">,
  to: Point,
  k: number,
  corpus: readonly Point[],
): Neighbour[] => {
  const measure = support === "sphere" ? angle : euclidean;
  return corpus
    .map(({ z }, index) => ({ index, distance: measure(to.z, z) }))
    .sort((a, b) => a.distance - b.distance || a.index - b.index)
    .slice(0, k);
};

const euclidean = (a: Float32Array, b: Float32Array): number => {
  let sum = 0;
  for (const [i, value] of a.entries()) sum += (value - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
};

/** 2 atan2(‖a − b‖, ‖a + b‖), which keeps its digits for small angles. */
const angle = (a: Float32Array, b: Float32Array): number => {
  let [apart, together] = [0, 0];
  for (const [i, value] of a.entries()) {
    apart += (value - (b[i] as number)) ** 2;
    together += (value + (b[i] as number)) ** 2;
  }
  return 2 * Math.atan2(Math.sqrt(apart), Math.sqrt(together));
};
