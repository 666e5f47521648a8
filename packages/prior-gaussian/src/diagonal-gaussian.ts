import {
  add,
  clone,
  concat,
  exp,
  expandDims,
  mul,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import {
  bySample,
  checkTogether,
  type Distribution,
  knownTogether,
  TextvaeError,
} from "@textvae/core";
import { exponentialExcess } from "@textvae/ops";

/** Parameters of N(μ, diag σ²). */
export interface DiagonalGaussianParameters {
  /** μ. */
  readonly mean_BZ: Tensor2D;
  /** log σ (not the log-variance). */
  readonly logStd_BZ: Tensor2D;
}

/** How one diagonal Gaussian knows another, whichever copy of this package made it. */
const PARAMETERS = Symbol.for("@textvae/prior-gaussian/parameters");

const LOG_TWO_PI = Math.log(2 * Math.PI);

/**
 * Normal distributions with diagonal covariance, N(μ, diag σ²), one per batch row:
 *
 *   log q(z) = −½ Σᵢ ( ((zᵢ − μᵢ)/σᵢ)² + 2 log σᵢ + log 2π )
 *
 * Samples are z = μ + σ ε with ε ~ N(0, I), so that gradients reach μ and σ (pathwise).
 * `entropy` is Σᵢ (log σᵢ + ½ log 2πe). `klTo` any other diagonal Gaussian is exact, per
 * dimension `[B, Z]`, in nats, never negative and accurate where the two are close; a p of batch 1
 * serves every row. The parameters are borrowed and must live as long as the distribution.
 *
 * Source: D. P. Kingma, M. Welling, Auto-Encoding Variational Bayes (2014),
 * https://arxiv.org/abs/1312.6114.
 *
 * @throws {TextvaeError} `SHAPE` for parameters that are not of one shape `[B, Z]`, and for codes of
 * another width.
 *
 * @example
 * const q = diagonalGaussian({ mean_BZ: zeros([2, 3]), logStd_BZ: zeros([2, 3]) });
 * const z_BZ = q.sample(createRng(1));
 */
export const diagonalGaussian = (parameters: DiagonalGaussianParameters): Distribution => {
  check(parameters);
  const { mean_BZ, logStd_BZ } = parameters;
  const [batch, size] = mean_BZ.shape;
  const rows = { batch, eventShape: [size] };
  return Object.freeze<Distribution>({
    [PARAMETERS]: parameters,
    eventShape: [size],
    batch,
    support: "euclidean",
    gradient: "pathwise",
    sample: (rng, n = 1) =>
      tidy(() => {
        const noise_SBZ = rng.normal([n, batch, size]);
        const z_SBZ = add(mean_BZ, mul(exp(logStd_BZ), noise_SBZ));
        return reshape(z_SBZ, [n * batch, size]) as Tensor2D;
      }),
    logProb: (z_BZ) =>
      tidy(() => {
        const z_SBZ = bySample("diagonalGaussian.logProb", z_BZ, rows);
        const scaled_SBZ = mul(sub(z_SBZ, mean_BZ), exp(mul(-1, logStd_BZ)));
        const terms_SBZ = add(square(scaled_SBZ), add(mul(2, logStd_BZ), LOG_TWO_PI));
        return reshape(mul(-0.5, sum(terms_SBZ, 2)), [-1]) as Tensor1D;
      }),
    mean: () => clone(mean_BZ),
    mode: () => clone(mean_BZ),
    entropy: () => tidy(() => sum(add(logStd_BZ, 0.5 * (1 + LOG_TWO_PI)), 1) as Tensor1D),
    klTo: (p) => {
      const other = parametersOf(p);
      if (other) checkTogether("diagonalGaussian.klTo", rows, p);
      return other && tidy(() => klPerDimension(parameters, other));
    },
    crossEntropyTo: (components) => {
      const where = "diagonalGaussian.crossEntropyTo";
      const others = knownTogether(where, rows, components, parametersOf);
      return others && tidy(() => crossEntropies(parameters, others));
    },
  } as Distribution);
};

const check = ({ mean_BZ, logStd_BZ }: DiagonalGaussianParameters): void => {
  const [mean, logStd] = [mean_BZ?.shape, logStd_BZ?.shape];
  if (mean?.length === 2 && `${mean}` === `${logStd}`) return;
  throw new TextvaeError("SHAPE", "diagonalGaussian", {
    expected: "mean_BZ and logStd_BZ of one shape [B, Z]",
    got: `[${mean}] and [${logStd}]`,
  });
};

const parametersOf = (p: Distribution): DiagonalGaussianParameters | undefined =>
  (p as { readonly [PARAMETERS]?: DiagonalGaussianParameters })[PARAMETERS];

/** ½ ( e²ʳ − 1 − 2r + ((μ_q − μ_p)/σ_p)² ), r = log(σ_q/σ_p): a sum of two terms ≥ 0. */
const klPerDimension = (q: DiagonalGaussianParameters, p: DiagonalGaussianParameters): Tensor => {
  const logRatio_BZ = sub(q.logStd_BZ, p.logStd_BZ);
  const distance_BZ = mul(sub(q.mean_BZ, p.mean_BZ), exp(mul(-1, p.logStd_BZ)));
  return mul(0.5, add(exponentialExcess(mul(2, logRatio_BZ)), square(distance_BZ)));
};

/** ½ Σᵢ ( (σ_q² + (μ_q − μ_c)²)/σ_c² + 2 log σ_c + log 2π ) for each row of q and each component. */
const crossEntropies = (
  q: DiagonalGaussianParameters,
  components: readonly DiagonalGaussianParameters[],
): Tensor2D => {
  const mean_CZ = concat(components.map(({ mean_BZ }) => mean_BZ));
  const logStd_CZ = concat(components.map(({ logStd_BZ }) => logStd_BZ));
  const narrow_CZ = exp(mul(-1, logStd_CZ));
  const spread_BCZ = square(mul(expandDims(exp(q.logStd_BZ), 1), narrow_CZ));
  const distance_BCZ = square(mul(sub(expandDims(q.mean_BZ, 1), mean_CZ), narrow_CZ));
  const terms_CZ = add(mul(2, logStd_CZ), LOG_TWO_PI);
  return mul(0.5, sum(add(add(spread_BCZ, distance_BCZ), terms_CZ), 2)) as Tensor2D;
};
