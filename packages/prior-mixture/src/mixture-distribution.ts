import {
  add,
  argMax,
  expandDims,
  mul,
  stack,
  sum,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Distribution } from "@textvae/core";
import { logSumExp, oneHotRows } from "@textvae/ops";

/** Weights π and components p_c of a mixture. */
export interface MixtureParameters {
  /** log π, normalised. */
  readonly logWeight_1C: Tensor2D;
  /** Distributions of batch 1 over the same codes. */
  readonly components: readonly Distribution[];
}

/** How a posterior knows a mixture, whichever copy of this package made it. */
const PARAMETERS = Symbol.for("@textvae/prior-mixture/parameters");

/** The parameters of a mixture; undefined for any other distribution. */
export const mixtureOf = (p: Distribution): MixtureParameters | undefined =>
  (p as { readonly [PARAMETERS]?: MixtureParameters })[PARAMETERS];

/**
 * The mixture p(z) = Σ_c π_c p_c(z), a batch of one. A sample draws c ~ π, then z ~ p_c; the
 * choice of c passes no gradient on. The tensors are borrowed and must live as long as it.
 *
 * @example
 * const p = mixtureDistribution({ logWeight_1C: log(tensor2d([[0.3, 0.7]])), components: [a, b] });
 */
export const mixtureDistribution = (parameters: MixtureParameters): Distribution => {
  const { logWeight_1C, components } = parameters;
  const { eventShape, support } = components[0] as Distribution;
  return Object.freeze<Distribution>({
    [PARAMETERS]: parameters,
    eventShape,
    batch: 1,
    support,
    gradient: "none",
    sample: (rng, n = 1) =>
      tidy(() => {
        const noisy_NC = add(logWeight_1C, rng.gumbel([n, components.length]));
        const chosen_NC = oneHotRows(argMax(noisy_NC, 1), components.length);
        const z_NCZ = stack(
          components.map((component) => component.sample(rng, n)),
          1,
        );
        return sum(mul(expandDims(chosen_NC, 2), z_NCZ), 1) as Tensor2D;
      }),
    logProb: (z_BZ) =>
      tidy(() => {
        const each_NC = stack(
          components.map((component) => component.logProb(z_BZ)),
          1,
        );
        return logSumExp(add(each_NC, logWeight_1C), 1) as Tensor1D;
      }),
  } as Distribution);
};
