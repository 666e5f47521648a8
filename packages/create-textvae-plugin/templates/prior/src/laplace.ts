import {
  abs,
  add,
  clone,
  exp,
  mul,
  neg,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Distribution, Rng } from "@textvae/core/plugin";
import { exponentialExcess } from "@textvae/ops";

/** Parameters of Laplace(μ, b). */
export interface LaplaceParameters {
  /** μ. */
  readonly mean_BZ: Tensor2D;
  /** log b. */
  readonly logScale_BZ: Tensor2D;
}

/** How one Laplace distribution knows another, whichever copy of this package made it. */
const PARAMETERS = Symbol.for("template-package/laplace");

/** Draws of Laplace(0, 1) by its inverse cumulative distribution, in double precision. */
const standardDraws = (rng: Rng, count: number): Float32Array =>
  Float32Array.from(rng.uniforms(count), (u) =>
    u < 0.5 ? Math.log(2 * u) : -Math.log(2 * (1 - u)),
  );

/**
 * Laplace distributions with independent coordinates, one per batch row:
 *
 *   log q(z) = −Σᵢ ( |zᵢ − μᵢ| / bᵢ + log 2bᵢ )
 *
 * Samples are z = μ + b ε with ε ~ Laplace(0, 1), so that gradients reach μ and b (pathwise). The
 * parameters are borrowed and must live as long as the distribution.
 *
 * @example
 * const q = laplace({ mean_BZ: zeros([2, 3]), logScale_BZ: zeros([2, 3]) });
 */
export const laplace = (parameters: LaplaceParameters): Distribution => {
  const { mean_BZ, logScale_BZ } = parameters;
  const [batch, size] = mean_BZ.shape;
  return Object.freeze<Distribution>({
    [PARAMETERS]: parameters,
    eventShape: [size],
    batch,
    support: "euclidean",
    gradient: "pathwise",
    sample: (rng, n = 1) =>
      tidy(() => {
        const noise_SBZ = tensor(standardDraws(rng, n * batch * size), [n, batch, size]);
        const z_SBZ = add(mean_BZ, mul(exp(logScale_BZ), noise_SBZ));
        return reshape(z_SBZ, [n * batch, size]) as Tensor2D;
      }),
    logProb: (z_BZ) =>
      tidy(() => {
        const distance_SBZ = abs(sub(reshape(z_BZ, [-1, batch, size]), mean_BZ));
        const scaled_SBZ = mul(distance_SBZ, exp(neg(logScale_BZ)));
        const terms_SBZ = add(scaled_SBZ, add(logScale_BZ, Math.LN2));
        return reshape(neg(sum(terms_SBZ, 2)), [-1]) as Tensor1D;
      }),
    mean: () => clone(mean_BZ),
    mode: () => clone(mean_BZ),
    entropy: () => tidy(() => sum(add(logScale_BZ, 1 + Math.LN2), 1) as Tensor1D),
    klTo: (p) => {
      const other = parametersOf(p);
      return other && tidy(() => klPerDimension(parameters, other));
    },
  } as Distribution);
};

const parametersOf = (p: Distribution): LaplaceParameters | undefined =>
  (p as { readonly [PARAMETERS]?: LaplaceParameters })[PARAMETERS];

/**
 * KL = log(b_p/b_q) + d + (b_q/b_p) exp(−δ/b_q) − 1 with δ = |μ_q − μ_p| and d = δ/b_p. As eᵗ − 1 − t
 * at t = r − d e⁻ʳ, r = log(b_q/b_p), it keeps its digits where the two are close.
 */
const klPerDimension = (q: LaplaceParameters, p: LaplaceParameters): Tensor => {
  const ratio_BZ = sub(q.logScale_BZ, p.logScale_BZ);
  const distance_BZ = mul(abs(sub(q.mean_BZ, p.mean_BZ)), exp(neg(p.logScale_BZ)));
  const own_BZ = mul(distance_BZ, exp(neg(ratio_BZ)));
  return add(exponentialExcess(sub(ratio_BZ, own_BZ)), sub(distance_BZ, own_BZ));
};
