import type { Rows } from "../../map/project.ts";

/** Squared Euclidean distance; on the sphere it orders as the angle does. */
export const squaredDistance = (
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  width: number,
  fromA = 0,
  fromB = 0,
): number => {
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const delta = (a[fromA + i] as number) - (b[fromB + i] as number);
    sum += delta * delta;
  }
  return sum;
};

/** A row and its squared distance. */
export interface Near {
  readonly row: number;
  readonly distance: number;
}

/** The k rows nearest to a code, the nearest first; of equal distances the earlier. */
export const nearestRows = ({ values, width }: Rows, z: ArrayLike<number>, k: number): Near[] => {
  const best: Near[] = [];
  const rows = values.length / width;
  for (let row = 0; row < rows; row++) {
    const distance = squaredDistance(z, values, width, 0, row * width);
    if (best.length === k && distance >= (best[k - 1] as Near).distance) continue;
    let at = best.length;
    while (at > 0 && (best[at - 1] as Near).distance > distance) at--;
    best.splice(at, 0, { row, distance });
    if (best.length > k) best.pop();
  }
  return best;
};

/**
 * The place of a code among others that have one: the mean of those of its nearest neighbours,
 * weighted by 1/d². What has no place by a formula of its own, as in a UMAP layout, is put so.
 */
export const placeAmong = (
  near: readonly Near[],
  place_N2: Float32Array,
): [x: number, y: number] => {
  const floor = 1e-9 + 1e-3 * (near.at(-1)?.distance ?? 0);
  let [x, y, total] = [0, 0, 0];
  for (const { row, distance } of near) {
    const weight = 1 / (distance + floor);
    x += weight * (place_N2[2 * row] as number);
    y += weight * (place_N2[2 * row + 1] as number);
    total += weight;
  }
  return [x / total, y / total];
};
