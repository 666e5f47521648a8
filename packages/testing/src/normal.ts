import {
  add,
  div,
  log,
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
import type { Distribution } from "@textvae/core";
import { exponentialExcess } from "@textvae/ops";

const MOMENTS = Symbol("moments");

interface Moments {
  readonly mean_BZ: Tensor2D;
  readonly std_BZ: Tensor2D;
}

/**
 * N(μ, diag σ²) reduced to what the laws of a divergence need, so that a divergence can be tested
 * without any prior package: samples, log-density, and KL per dimension where `closedForm`.
 */
export const referenceNormal = ({
  mean_BZ,
  std_BZ,
  closedForm = true,
}: Moments & { readonly closedForm?: boolean }): Distribution => {
  const [batch, size] = mean_BZ.shape;
  const moments: Moments = { mean_BZ, std_BZ };
  const normal: Distribution & { readonly [MOMENTS]: Moments } = {
    [MOMENTS]: moments,
    eventShape: [size],
    batch,
    support: "euclidean",
    gradient: "pathwise",
    sample: (rng, n = 1) =>
      tidy(() => {
        const noise_SBZ = rng.normal([n, batch, size]);
        return reshape(add(mean_BZ, mul(std_BZ, noise_SBZ)), [n * batch, size]) as Tensor2D;
      }),
    logProb: (z_BZ) =>
      tidy(() => {
        const z_SBZ = reshape(z_BZ, [-1, batch, size]);
        const scaled = square(div(sub(z_SBZ, mean_BZ), std_BZ));
        const constants = add(mul(2, log(std_BZ)), Math.log(2 * Math.PI));
        return reshape(mul(-0.5, sum(add(scaled, constants), 2)), [-1]) as Tensor1D;
      }),
  };
  if (!closedForm) return Object.freeze(normal);
  return Object.freeze({
    ...normal,
    klTo: (p: Distribution) => {
      const other = (p as Partial<typeof normal>)[MOMENTS];
      return other && tidy(() => klPerDimension(moments, other));
    },
  });
};

const klPerDimension = (q: Moments, p: Moments): Tensor => {
  const logRatio = log(div(q.std_BZ, p.std_BZ));
  const distance = square(div(sub(q.mean_BZ, p.mean_BZ), p.std_BZ));
  return mul(0.5, add(exponentialExcess(mul(2, logRatio)), distance));
};
