import { holds } from "./law.ts";

/**
 * Largest |z| that a law accepts. A true statement about independent samples is refused with
 * probability 5.7·10⁻⁷ per comparison (two-sided normal tail at 5), so that a suite of a thousand
 * comparisons has a false-alarm rate below 6·10⁻⁴; as all seeds are fixed, a suite that passes
 * once passes always.
 */
export const Z_LIMIT = 5;

/** A Monte-Carlo mean and its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/** Mean of independent values, with standard error s/√n (s² unbiased). */
export const estimate = (values: ArrayLike<number>): Estimate => {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (values[i] as number) / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - mean) ** 2;
  return { mean, standardError: Math.sqrt(squares / Math.max(1, n - 1) / n) };
};

/**
 * (mean − expected) / standard error. The error has a floor of 10⁻⁵(1 + |expected|), what is left
 * of single precision after a sum, so that estimates without variance can be compared too.
 */
export const zScore = ({ mean, standardError }: Estimate, expected: number): number =>
  (mean - expected) / Math.max(standardError, 1e-5 * (1 + Math.abs(expected)));

/** Fails the law when the mean of the values is not `expected` within `Z_LIMIT` standard errors. */
export const meanIs = (values: ArrayLike<number>, expected: number, what: string): void => {
  const found = estimate(values);
  const z = zScore(found, expected);
  holds(
    Math.abs(z) < Z_LIMIT,
    `${what}: expected ${expected}; got ${found.mean} ± ${found.standardError} (z = ${z.toFixed(1)})`,
  );
};

/** Fails the law when the mean of the values lies more than `Z_LIMIT` standard errors below `bound`. */
export const meanIsAtLeast = (values: ArrayLike<number>, bound: number, what: string): void => {
  const found = estimate(values);
  const z = zScore(found, bound);
  holds(
    z > -Z_LIMIT,
    `${what}: expected at least ${bound}; got ${found.mean} ± ${found.standardError} (z = ${z.toFixed(1)})`,
  );
};

/** Every `stride`-th value from `offset` on: one row's samples among sample-major ones. */
export const strided = (values: ArrayLike<number>, offset: number, stride: number): Float64Array =>
  Float64Array.from(
    { length: Math.ceil((values.length - offset) / stride) },
    (_, i) => values[offset + i * stride] as number,
  );
