import type { Rng } from "@textvae/core";

/*
 * Wood's rejection sampler in the form that it takes when its proposal is written as a map of the
 * uniform law: t is the first coordinate of a point uniform on the sphere, and
 *   cos θ = (x₀ + t)/(1 + x₀t),   sin θ = √(1−x₀²) √(1−t²)/(1 + x₀t),
 * accepted when D (y/(1+y) − ln(1+y)) ≥ ln u with y = x₀t and D = m − 1. The mode x₀ solves
 * κ = D x₀/(1−x₀²), which is why κ drops out of the test. Nothing here cancels in float32.
 *
 * Source: "Simulation of the von Mises Fisher distribution", Wood, 1994,
 * https://doi.org/10.1080/03610919408813161
 */

/** Proposals that hold for every κ. */
export interface Proposals {
  /** First coordinates t of uniform points, and √(1−t²). */
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
  /** ln u of the acceptance test. */
  readonly logUniform: Float64Array;
}

/**
 * `count` proposals in dimension m ≥ 2. Exact and without gamma draws: the first two coordinates
 * of a uniform point have squared length 1 − U^{2/(m−2)} and a uniform angle.
 *
 * Source: "Computer generation of distributions on the m-sphere", Ulrich, 1984,
 * https://doi.org/10.2307/2347441
 */
export const propose = (m: number, count: number, rng: Rng): Proposals => {
  const u = rng.uniforms(3 * count);
  const cosine = new Float64Array(count);
  const sine = new Float64Array(count);
  const logUniform = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const outside = (u[3 * i] as number) ** (2 / (m - 2));
    const angle = 2 * Math.PI * (u[3 * i + 1] as number);
    cosine[i] = Math.sqrt(1 - outside) * Math.cos(angle);
    sine[i] = Math.sqrt(outside + (1 - outside) * Math.sin(angle) ** 2);
    logUniform[i] = Math.log(u[3 * i + 2] as number);
  }
  return { cosine, sine, logUniform };
};

/** `count` angles between μ and z ~ vMF(μ, κ) for one κ, in double precision. */
export const sampleAngles = (m: number, kappa: number, count: number, rng: Rng): Float32Array => {
  const d = m - 1;
  const root = Math.hypot(d, 2 * kappa);
  const x0 = (2 * kappa) / (d + root);
  const narrowing = Math.sqrt((2 * d) / (d + root));
  const angles = new Float32Array(count);
  let filled = 0;
  while (filled < count) {
    const { cosine, sine, logUniform } = propose(m, count - filled, rng);
    for (let i = 0; i < cosine.length; i++) {
      const t = cosine[i] as number;
      const y = x0 * t;
      if (d * (y / (1 + y) - Math.log1p(y)) < (logUniform[i] as number)) continue;
      angles[filled++] = Math.atan2(narrowing * (sine[i] as number), x0 + t);
    }
  }
  return angles;
};
