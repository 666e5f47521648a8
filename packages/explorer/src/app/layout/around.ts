import { type Rng, type Support, TextvaeError } from "@textvae/core";

/**
 * Codes at a distance from one: in a random direction each; on the sphere the distance is an angle
 * in radians along a great circle.
 *
 * @throws {TextvaeError} `CAPABILITY` where codes have no distances between them, as binary ones.
 */
export const around = (
  z: Float32Array,
  { support, distance, count }: { support: Support; distance: number; count: number },
  rng: Rng,
): Float32Array[] => {
  requireContinuous(support);
  return Array.from({ length: count }, () => {
    const noise = rng.normals(z.length);
    if (support === "euclidean") {
      const scale = distance / (Math.hypot(...noise) || 1);
      return z.map((value, i) => value + scale * (noise[i] as number));
    }
    const along = noise.reduce((sum, value, i) => sum + value * (z[i] as number), 0);
    const tangent = noise.map((value, i) => value - along * (z[i] as number));
    const length = Math.hypot(...tangent) || 1;
    const [cos, sin] = [Math.cos(distance), Math.sin(distance) / length];
    return z.map((value, i) => cos * value + sin * (tangent[i] as number));
  });
};

/**
 * A code with one coordinate changed; on the sphere the others shrink or grow to keep its length 1. A
 * coordinate that it has not, as of a link to another model, changes nothing.
 */
export const withCoordinate = (
  z: Float32Array,
  index: number,
  value: number,
  support: Support,
): Float32Array => {
  requireContinuous(support);
  if (!(index in z)) return z;
  if (support === "euclidean") return z.map((old, i) => (i === index ? value : old));
  const kept = Math.max(-1, Math.min(1, value));
  const rest = Math.sqrt(z.reduce((sum, old, i) => (i === index ? sum : sum + old * old), 0)) || 1;
  const scale = Math.sqrt(1 - kept * kept) / rest;
  return z.map((old, i) => (i === index ? kept : old * scale));
};

const requireContinuous = (support: Support): void => {
  if (support === "euclidean" || support === "sphere") return;
  throw new TextvaeError("CAPABILITY", "explore", {
    expected: "codes that can be moved a little",
    got: `codes of support "${support}"`,
    hint: "Walk from one sentence to another instead.",
  });
};
