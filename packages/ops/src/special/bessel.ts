import { lgamma } from "./lgamma.ts";

/*
 * Modified Bessel functions of the first kind, always as logarithms and ratios: I_v itself leaves
 * the range of doubles at κ ≳ 713 and at large orders.
 */

/** Above this κ the start of the continued fraction is nearer than its end: 1e-12, its slope 1/κ. */
const ENDLESS = 1e8;

/** I_{v+1}/I_v at κ, and its derivative in κ. */
const ratioWithDerivative = (v: number, kappa: number): readonly [number, number] => {
  if (!(kappa >= 0 && v > -1)) return [Number.NaN, Number.NaN];
  if (kappa === Infinity) return v === Infinity ? [Number.NaN, Number.NaN] : [1, 0];
  if (v === Infinity) return [0, 0];
  // The next term of the series is κ² smaller.
  if (kappa < 1e-100) return [kappa / (2 * (v + 1)), 1 / (2 * (v + 1))];
  // Run from the tail down, the continued fraction contracts errors at every step, and its
  // derivative, unlike 1 − r² − (2v+1)r/κ, never subtracts nearly equal numbers.
  const steps = kappa > ENDLESS ? 0 : 20 + Math.ceil(6 * Math.sqrt(kappa));
  const order = v + steps + 0.5;
  const root = Math.hypot(order, kappa);
  let ratio = kappa / (order + root);
  let derivative = order / (root * (order + root));
  for (let j = steps; j >= 1; j--) {
    const a = (2 * (v + j)) / kappa;
    ratio = 1 / (a + ratio);
    derivative = ratio * ratio * (a / kappa - derivative);
  }
  return [ratio, derivative];
};

/**
 * A(κ) = I_{m/2}(κ) / I_{m/2−1}(κ), the mean of μᵀz under a von Mises–Fisher distribution on the
 * unit sphere of R^m, m > 0. From 0 at κ = 0 up to 1 at κ = ∞; `NaN` for κ < 0.
 *
 * Continued fraction 1/(2v/κ + 1/(2(v+1)/κ + …)), v = m/2. Source: "Computation of modified Bessel
 * functions and their ratios", Amos, 1974, https://doi.org/10.1090/S0025-5718-1974-0333287-7
 *
 * @example
 * besselRatio(50, 80); // 0.738286607191903
 */
export const besselRatio = (m: number, kappa: number): number =>
  ratioWithDerivative(m / 2 - 1, kappa)[0];

/**
 * A′(κ) = 1 − A² − (m−1)A/κ, the variance of μᵀz under a von Mises–Fisher distribution: 1/m at
 * κ = 0, 0 at κ = ∞; `NaN` for κ < 0.
 *
 * @example
 * besselRatioDerivative(3, 10); // 0.00999999175538548
 */
export const besselRatioDerivative = (m: number, kappa: number): number =>
  ratioWithDerivative(m / 2 - 1, kappa)[1];

/** Debye's uniform expansion of ln I_v(κ) in 1/v; error about 1e-11 for v ≥ 200. */
const logBesselDebye = (v: number, kappa: number): number => {
  const x = kappa / v;
  const root = Math.hypot(1, x);
  const t = 1 / root;
  const s = t * t;
  const eta = root + Math.log(x / (1 + root));
  const u1 = (t * (3 - 5 * s)) / 24;
  const u2 = (s * (81 - s * (462 - 385 * s))) / 1152;
  const u3 = (t * s * (30375 - s * (369603 - s * (765765 - s * 425425)))) / 414720;
  const correction = Math.log1p((u1 + (u2 + u3 / v) / v) / v);
  return v * eta - 0.5 * Math.log(2 * Math.PI * v) + 0.5 * Math.log(t) + correction;
};

/** ln I_v(κ) by Debye's expansion at an order of 200 or more and ratios down to v. */
const logBesselShifted = (v: number, kappa: number): number => {
  const shift = Math.max(0, Math.ceil(200 - v));
  let log = logBesselDebye(v + shift, kappa);
  let ratio = ratioWithDerivative(v + shift, kappa)[0];
  for (let j = shift; j >= 1; j--) {
    ratio = 1 / ((2 * (v + j)) / kappa + ratio);
    log -= Math.log(ratio);
  }
  return log;
};

/** ln ₀F₁ − by its power series, all of whose terms are positive. */
const logSeries = (b: number, x: number): number => {
  let term = 1;
  let sum = 0;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= x / (k * (b + k - 1));
    sum += term;
  }
  return Math.log1p(sum);
};

const SERIES_LIMIT = 50;

/**
 * ln ₀F₁(; m/2; κ²/4) = ln E exp(κ z₁) for z uniform on the unit sphere of R^m: the cumulant
 * generating function whose derivative is {@link besselRatio}. Accurate relative to itself, also
 * where it is tiny (κ²/2m for small κ). `Infinity` at κ = ∞, `NaN` for κ < 0.
 *
 * @example
 * logSphereMoment(3, 1); // ln(sinh 1 / 1)
 */
export const logSphereMoment = (m: number, kappa: number): number => {
  if (!(kappa >= 0 && m > 0)) return Number.NaN;
  if (kappa === Infinity || m === Infinity)
    return m === kappa ? Number.NaN : m === Infinity ? 0 : Infinity;
  const x = (kappa * kappa) / 4;
  const b = m / 2;
  if (x < SERIES_LIMIT * b) return x === 0 ? 0 : logSeries(b, x);
  return logBesselShifted(b - 1, kappa) + lgamma(b) - (b - 1) * Math.log(kappa / 2);
};

/**
 * ln I_v(κ) for v ≥ 0, κ ≥ 0, without overflow or underflow: −Infinity at κ = 0, v > 0 and at
 * v = ∞, Infinity at κ = ∞, `NaN` where either is below 0.
 *
 * Source: "NIST Digital Library of Mathematical Functions", Olver et al., 2010,
 * https://dlmf.nist.gov/10.41
 *
 * @example
 * logBesselI(24, 80); // 73.2960981430262
 */
export const logBesselI = (v: number, kappa: number): number => {
  if (!(kappa >= 0 && v >= 0)) return Number.NaN;
  if (kappa === Infinity || v === Infinity)
    return v === kappa ? Number.NaN : v === Infinity ? -Infinity : Infinity;
  if (kappa === 0) return v === 0 ? 0 : -Infinity;
  const x = (kappa * kappa) / 4;
  if (x >= SERIES_LIMIT * (v + 1)) return logBesselShifted(v, kappa);
  return logSeries(v + 1, x) - lgamma(v + 1) + v * (Math.log(kappa) - Math.LN2);
};
