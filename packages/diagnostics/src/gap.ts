import { estimate, variance } from "./rows.ts";

/** What the log-weights of one item tell of the gap between its ELBO and its IW-K, in nats. */
export interface Gap {
  /** log (1/K) Σ w_k − (1/K) Σ log w_k ≥ 0: how much lower IW-K is than the ELBO. */
  readonly gap: number;
  /** The variance that the K samples leave in it, by the jackknife: never too small in expectation. */
  readonly gapVariance: number;
  /** The variance of an ELBO of one sample. */
  readonly elboVariance: number;
}

/**
 * The gap of an item from its log w_k, K ≥ 2.
 *
 * Source of the variance: "The Jackknife Estimate of Variance", Efron and Stein, 1981,
 * https://doi.org/10.1214/aos/1176345462
 */
export const gapOf = (logWeight_K: ArrayLike<number>): Gap => {
  const log_K = Float64Array.from(logWeight_K);
  const samples = log_K.length;
  const total = logSum(log_K);
  const sum = log_K.reduce((a, b) => a + b, 0);
  const without_K = log_K.map((log, k) => {
    const part = Math.exp(log - total);
    // One weight may be nearly all of the sum: the others are then added up by themselves.
    const others =
      part < 0.99 ? total + Math.log1p(-part) : logSum(log_K.filter((_, j) => j !== k));
    return others - Math.log(samples - 1) - (sum - log) / (samples - 1);
  });
  return {
    gap: Math.max(0, total - Math.log(samples) - sum / samples),
    gapVariance: ((samples - 1) ** 2 / samples) * variance(without_K),
    elboVariance: variance(log_K),
  };
};

/**
 * The standard error of a mean ELBO of one sample over N items, less the mean gap of n ≥ 2 of them
 * that were drawn without replacement:
 *
 *   √( (1 − n/N) s²/n + S²(gap)/N + S²(ELBO)/N ),
 *
 * with s² the variance of the gaps between the drawn items and S² the mean variances that samples
 * leave within an item. As s² holds S²(gap) too, this is (1 − n/N) (s² − S²(gap))/n + S²(gap)/n for
 * the gaps: the draw of items leaves nothing where n = N, the samples do.
 *
 * Source: "Sampling Techniques", Cochran, 1977, chapter 10 (two-stage sampling).
 */
export const errorOfLowered = (gaps: readonly Gap[], items: number): number => {
  const between = variance(gaps.map(({ gap }) => gap));
  const within = estimate(gaps.map((gap) => gap.gapVariance + gap.elboVariance)).mean;
  return Math.sqrt((1 - gaps.length / items) * (between / gaps.length) + within / items);
};

/** log Σ exp, in doubles. */
const logSum = (log_K: Float64Array): number => {
  const largest = log_K.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest + Math.log(log_K.reduce((sum, log) => sum + Math.exp(log - largest), 0));
};
