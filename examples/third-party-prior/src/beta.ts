import type { Rng } from "@textvae/core/plugin";

/** A draw of Gamma(shape, 1), shape ≥ ½: "A simple method for generating gamma variables", Marsaglia and Tsang, 2000. */
const gamma = (shape: number, rng: Rng): number => {
  if (shape < 1) return gamma(shape + 1, rng) * (rng.uniforms(1)[0] as number) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = rng.normals(1)[0] as number;
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    const logU = Math.log(rng.uniforms(1)[0] as number);
    if (v > 0 && logU < (x * x) / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
};

/** A draw of Beta(a, b). */
export const beta = (a: number, b: number, rng: Rng): number => {
  const x = gamma(a, rng);
  return x / (x + gamma(b, rng));
};
