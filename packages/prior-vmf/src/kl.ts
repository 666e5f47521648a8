import { besselRatio, lgamma, logSphereMoment } from "@textvae/ops";

/** ln of the surface 2π^{m/2}/Γ(m/2) of the unit sphere in R^m: the entropy of its uniform law. */
export const logSurface = (m: number): number =>
  Math.LN2 + (m / 2) * Math.log(Math.PI) - lgamma(m / 2);

/**
 * KL(vMF(μ, κ) ‖ uniform) on the unit sphere of R^m in nats, in double precision:
 * κA(κ) − ln ₀F₁(; m/2; κ²/4), which is κA + ln C(κ) plus the log-surface of the sphere.
 *
 * Source: "Hyperspherical Variational Auto-Encoders", Davidson, Falorsi, De Cao, Kipf and Tomczak,
 * 2018, https://arxiv.org/abs/1804.00891
 *
 * Where κ is so large that both terms share their digits, it is their difference as a series,
 * ½(m − 1)(ln(κ/2π) − 1) + ln S + (m − 1)(m − 3)/4κ, with S the surface of the sphere.
 *
 * Infinity at κ = ∞, NaN for κ < 0.
 *
 * @example
 * klToUniform(50, 80); // 19.5152079329482
 */
export const klToUniform = (m: number, kappa: number): number => {
  if (kappa === Infinity) return Infinity;
  return kappa > NARROW * m
    ? ofNarrow(m, kappa)
    : kappa * besselRatio(m, kappa) - logSphereMoment(m, kappa);
};

/** κ/m from which the series' next term, m³/κ², is less than what the difference would lose. */
const NARROW = 1e7;

const ofNarrow = (m: number, kappa: number): number =>
  0.5 * (m - 1) * (Math.log(kappa / (2 * Math.PI)) - 1) +
  logSurface(m) +
  ((m - 1) * (m - 3)) / (4 * kappa);

/**
 * ln C_m(κ), the log-normaliser of the density C_m(κ) exp(κ μᵀz).
 *
 * @example
 * logNormaliser(3, 0); // −ln 4π
 */
export const logNormaliser = (m: number, kappa: number): number =>
  -logSphereMoment(m, kappa) - logSurface(m);
