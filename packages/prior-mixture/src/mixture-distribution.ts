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
import { type Distribution, TextvaeError } from "@textvae/core";
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
 * @throws {TextvaeError} `SHAPE` for other than one weight `[1, C]` for each of C ≥ 1 components, and
 * for components of other widths or of more than one row.
 *
 * @example
 * const p = mixtureDistribution({ logWeight_1C: log(tensor2d([[0.3, 0.7]])), components: [a, b] });
 */
export const mixtureDistribution = (parameters: MixtureParameters): Distribution => {
  check(parameters);
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

const check = ({ logWeight_1C, components }: MixtureParameters): void => {
  const [first] = components;
  if (!first || `${logWeight_1C?.shape}` !== `1,${components.length}`) {
    throw new TextvaeError("SHAPE", "mixtureDistribution", {
      expected: "a weight [1, C] for each of C ≥ 1 components",
      got: `[${logWeight_1C?.shape}] for ${components.length}`,
    });
  }
  for (const { batch, eventShape } of components) {
    if (batch === 1 && eventShape[0] === first.eventShape[0]) continue;
    throw new TextvaeError("SHAPE", "mixtureDistribution.components", {
      expected: `distributions of batch 1 over ${first.eventShape[0]} numbers`,
      got: `batch ${batch} over ${eventShape[0]}`,
    });
  }
};
