import {
  concat,
  mul,
  type Scalar,
  square,
  sum,
  type Tensor2D,
  tensor2d,
  tidy,
  train,
  variable,
} from "@tensorflow/tfjs-core";
import { checkCodes, isWhole, TextvaeError } from "@textvae/core";
import { decoded, type LatentMap, segments } from "./pull-back.ts";

export interface GeodesicOptions {
  /** N, points on the way, ends included. Default 16. */
  readonly points?: number | undefined;
  /** Updates of Adam. Default 300. */
  readonly iterations?: number | undefined;
  readonly learningRate?: number | undefined;
}

/**
 * The shortest way between two codes as the decoder sees it, `[N, Z]`: points between a and b that
 * minimise the energy (N−1) Σ_i ‖f(z_{i+1}) − f(z_i)‖² / 2, found by Adam from the straight line.
 * Their images are equally far apart. A minimum found so is a local one.
 *
 * Source: G. Arvanitidis, L. K. Hansen, S. Hauberg, Latent Space Oddity (2018),
 * https://arxiv.org/abs/1710.11379.
 *
 * @throws `OPTION` for fewer than three points and for an impossible number of updates or rate, `SHAPE`
 * for ends that are no lists of equally many finite numbers and for a map that keeps no rows.
 *
 * @example
 * const path_NZ = geodesic(f, [0, 0], [1, 1], { points: 9 });
 */
export const geodesic = (
  f: LatentMap,
  from: readonly number[],
  to: readonly number[],
  { points = 16, iterations = 300, learningRate = 0.02 }: GeodesicOptions = {},
): Tensor2D => {
  const refuse = (option: string, expected: string, got: unknown): never => {
    throw new TextvaeError("OPTION", `geodesic.${option}`, { expected, got: String(got) });
  };
  if (!(isWhole(points) && points >= 3)) refuse("points", "a whole number ≥ 3", points);
  if (!(isWhole(iterations) || iterations === 0)) {
    refuse("iterations", "a whole number ≥ 0", iterations);
  }
  if (!(learningRate > 0 && Number.isFinite(learningRate))) {
    refuse("learningRate", "a finite number > 0", learningRate);
  }
  const [a, b] = checkCodes("geodesic", from, to) as [number[], number[]];
  const straight = Array.from({ length: points }, (_, i) =>
    a.map((value, d) => value + (i / (points - 1)) * ((b[d] as number) - value)),
  );
  const initial = tensor2d(straight.slice(1, -1));
  const inner = variable(initial, true);
  initial.dispose();
  const optimizer = train.adam(learningRate);
  const path = (): Tensor2D =>
    concat([tensor2d([[...a]]), inner as unknown as Tensor2D, tensor2d([[...b]])], 0);
  const energy = (): Scalar =>
    mul((points - 1) / 2, sum(square(segments(decoded("geodesic", f, path()))))) as Scalar;
  try {
    for (let i = 0; i < iterations; i++) optimizer.minimize(energy, false, [inner]);
    return tidy(path);
  } finally {
    inner.dispose();
    optimizer.dispose();
  }
};
