/** B₂ₖ / (2k (2k−1)), k = 1 … 7. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/**
 * ln Γ(x) for x > 0 in double precision (absolute error about 1e-15 near its zeros 1 and 2, relative
 * elsewhere); `Infinity` at 0, `NaN` below.
 *
 * Stirling's series at x ≥ 10, reached by Γ(x + 1) = x Γ(x). Source: "NIST Digital Library of
 * Mathematical Functions", Olver et al., 2010, https://dlmf.nist.gov/5.11
 *
 * @example
 * lgamma(5); // ln 24
 */
export const lgamma = (x: number): number => {
  if (!(x >= 0)) return Number.NaN;
  if (x === 0 || x === Infinity) return Infinity;
  let shifted = x;
  let product = 1;
  while (shifted < 10) product *= shifted++;
  const inverseSquare = 1 / (shifted * shifted);
  const series = STIRLING.reduceRight((sum, term) => sum * inverseSquare + term, 0) / shifted;
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + series;
  return stirling - Math.log(product);
};
