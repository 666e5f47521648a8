import {
  add,
  div,
  fill,
  log,
  mul,
  oneHot,
  reshape,
  sign,
  slice,
  square,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import { type Distribution, type Rng, TextvaeError } from "@textvae/core/plugin";
import { digamma, lgamma } from "@textvae/ops";
import { beta } from "./beta.ts";

/** What one Power Spherical distribution knows of another, whichever copy of this package made it. */
export const PARAMETERS: unique symbol = Symbol.for("textvae-example-power-spherical") as never;

export interface PowerSphericalParameters {
  /** μ, rows of length 1. */
  readonly mean_BZ: Tensor2D;
  /** κ ≥ 0; 0 is the uniform law. */
  readonly kappa: number;
}

/** ln N: the density is (1 + μᵀz)^κ / N. */
const logNormaliser = (m: number, kappa: number): number => {
  const b = (m - 1) / 2;
  const a = b + kappa;
  return (a + b) * Math.LN2 + b * Math.log(Math.PI) + lgamma(a) - lgamma(a + b);
};

const entropyOf = (m: number, kappa: number): number => {
  const b = (m - 1) / 2;
  const meanLog = Math.LN2 + digamma(b + kappa) - digamma(2 * b + kappa);
  return logNormaliser(m, kappa) - kappa * meanLog;
};

/** n points of the distribution about the first axis, `[n, Z]`: (w, √(1−w²) v) with (1+w)/2 ~ Beta. */
const aboutFirstAxis = (n: number, m: number, kappa: number, rng: Rng): Tensor2D => {
  const b = (m - 1) / 2;
  const rows = Array.from({ length: n }, () => {
    const t = beta(b + kappa, b, rng);
    const noise = rng.normals(m - 1);
    const scale = (2 * Math.sqrt(t * (1 - t))) / Math.hypot(...noise);
    return [2 * t - 1, ...noise.map((x) => x * scale)];
  });
  return tensor2d(rows, [n, m]);
};

/** Rows y turned by a map that takes the first axis e to μ: the reflection in μ ± e, and a sign. */
const turn = (y_NZ: Tensor2D, mean_NZ: Tensor2D): Tensor2D => {
  const [rows, m] = y_NZ.shape;
  const first_N1 = slice(mean_NZ, [0, 0], [rows, 1]);
  // With the sign of μ₁ the mirror's normal u is at least √2 long; sign(0) must not be 0.
  const side_N1 = sign(add(sign(first_N1), 0.5));
  const u_NZ = add(mean_NZ, mul(side_N1, oneHot([0], m)));
  const along_N1 = div(sum(mul(u_NZ, y_NZ), 1, true), add(1, mul(side_N1, first_N1)));
  return mul(side_N1, sub(mul(u_NZ, along_N1), y_NZ));
};

/**
 * The Power Spherical distribution on the unit sphere of R^m, density ∝ (1 + μᵀz)^κ.
 *
 * It looks like a von Mises–Fisher distribution but needs no rejection: (1 + μᵀz)/2 is
 * Beta((m−1)/2 + κ, (m−1)/2). With κ fixed, that draw depends on no parameter, and z is a smooth
 * function of μ for given noise: the gradient is pathwise. Throws `OPTION` for κ < 0 or NaN.
 *
 * Source: "The Power Spherical distribution", De Cao and Aziz, 2020, https://arxiv.org/abs/2006.04437
 *
 * @example
 * const q = powerSphericalDistribution({ mean_BZ: tensor2d([[0, 1, 0]]), kappa: 10 });
 */
export const powerSphericalDistribution = (parameters: PowerSphericalParameters): Distribution => {
  const { mean_BZ, kappa } = parameters;
  const [batch, m] = mean_BZ.shape;
  if (!(kappa >= 0)) {
    throw new TextvaeError("OPTION", "powerSpherical.kappa", {
      expected: "a number ≥ 0",
      got: String(kappa),
    });
  }
  return Object.freeze<Distribution>({
    [PARAMETERS]: parameters,
    eventShape: [m],
    batch,
    support: "sphere",
    gradient: "pathwise",
    sample: (rng, n = 1) =>
      tidy(() => turn(aboutFirstAxis(n * batch, m, kappa, rng), tile(mean_BZ, [n, 1]))),
    logProb: (z_BZ) =>
      tidy(() => {
        // 1 + μᵀz as ½‖z + μ‖², which stays positive next to −μ.
        const squares_SB = sum(square(add(reshape(z_BZ, [-1, batch, m]), mean_BZ)), 2);
        const log_SB = mul(kappa, log(mul(0.5, squares_SB)));
        return reshape(sub(log_SB, logNormaliser(m, kappa)), [-1]) as Tensor1D;
      }),
    mean: () => mean_BZ.clone(),
    entropy: () => fill([batch], entropyOf(m, kappa)),
    // Closed against the uniform law only: ln of the sphere's surface, its entropy, minus ours.
    klTo: (p) =>
      kappaOf(p) === 0 ? fill([batch], entropyOf(m, 0) - entropyOf(m, kappa)) : undefined,
  } as Distribution);
};

const kappaOf = (p: Distribution): number | undefined =>
  (p as { readonly [PARAMETERS]?: PowerSphericalParameters })[PARAMETERS]?.kappa;
