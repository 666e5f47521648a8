/** B₂ₖ / 2k, k = 1 … 7. */
const SERIES = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];

/**
 * ψ(x) = d ln Γ(x) / dx for x > 0 in double precision; `-Infinity` at 0, `NaN` below.
 *
 * The asymptotic series at x ≥ 10, reached by ψ(x + 1) = ψ(x) + 1/x. Source: "NIST Digital Library
 * of Mathematical Functions", Olver et al., 2010, https://dlmf.nist.gov/5.11
 *
 * @example
 * digamma(1); // −0.5772…, minus Euler's constant
 */
export const digamma = (x: number): number => {
  if (!(x >= 0)) return Number.NaN;
  if (x === 0) return -Infinity;
  let shifted = x;
  let sum = 0;
  while (shifted < 10) sum += 1 / shifted++;
  const inverseSquare = 1 / (shifted * shifted);
  const series = SERIES.reduceRight((total, term) => (total + term) * inverseSquare, 0);
  return Math.log(shifted) - 0.5 / shifted - series - sum;
};
