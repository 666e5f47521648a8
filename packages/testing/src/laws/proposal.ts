import { createRng } from "@textvae/core";
import { lgamma } from "@textvae/ops";
import { estimate, strided } from "../statistics.ts";
import { numbersOf } from "../tensors.ts";
import { type DistributionSubject, factsOf, instance } from "./family.ts";

/** n points per batch row, sample-major, and the log-density they were drawn with. */
export type Proposal = (
  n: number,
) => Promise<{ readonly z: Float32Array; readonly logProb: Float64Array }>;

/**
 * A broad distribution with a known density over the support, for integrals in few dimensions;
 * undefined where there are too many (or on a simplex, whose density may be a mass).
 */
export const proposalFor = (subject: DistributionSubject): Proposal | undefined => {
  const { support, batch, size } = factsOf(subject);
  if (support === "euclidean" && size <= 4) return (n) => heavyTailed(subject, n, batch, size);
  if (support === "sphere" && size <= 6) return async (n) => uniformOnSphere(n * batch, size);
  if (support === "binary" && size <= 12) return async (n) => fairCoins(n * batch, size);
  return undefined;
};

/** Student's t with 3 degrees of freedom per dimension, twice as wide as the samples of its row. */
const heavyTailed = async (
  subject: DistributionSubject,
  n: number,
  batch: number,
  size: number,
): ReturnType<Proposal> => {
  const pilot = await numbersOf(() => instance(subject).sample(createRng(21), 1000));
  const width = batch * size;
  const columns = Array.from({ length: width }, (_, i) => estimate(strided(pilot, i, width)));
  const noise = createRng(22).normals(4 * n * width);
  const z = new Float32Array(n * width);
  const logProb = new Float64Array(n * batch);
  for (let i = 0; i < z.length; i++) {
    const { mean, standardError } = columns[i % width] as { mean: number; standardError: number };
    const scale = 2 * Math.sqrt(1000) * standardError;
    const [g, a, b, c] = noise.subarray(4 * i, 4 * i + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const t = g / Math.sqrt((a * a + b * b + c * c) / 3);
    z[i] = mean + scale * t;
    const row = Math.floor(i / size);
    logProb[row] =
      (logProb[row] as number) +
      Math.log(2 / (Math.PI * Math.sqrt(3))) -
      2 * Math.log1p((t * t) / 3) -
      Math.log(scale);
  }
  return { z, logProb };
};

/** log p = −log area(S^{m−1}) = lnΓ(m/2) − ln 2 − (m/2) ln π. */
const uniformOnSphere = (n: number, size: number): Awaited<ReturnType<Proposal>> => {
  const z = Float32Array.from(createRng(23).normals(n * size));
  for (let i = 0; i < z.length; i += size) {
    const row = z.subarray(i, i + size);
    const norm = Math.hypot(...row);
    row.forEach((x, j) => {
      row[j] = x / norm;
    });
  }
  const logArea = Math.LN2 + (size / 2) * Math.log(Math.PI) - lgamma(size / 2);
  return { z, logProb: new Float64Array(n).fill(-logArea) };
};

const fairCoins = (n: number, size: number): Awaited<ReturnType<Proposal>> => ({
  z: Float32Array.from(createRng(24).uniforms(n * size), (u) => (u < 0.5 ? 0 : 1)),
  logProb: new Float64Array(n).fill(-size * Math.LN2),
});
