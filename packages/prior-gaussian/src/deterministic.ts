import { clone, type Tensor2D, tile } from "@tensorflow/tfjs-core";
import {
  type Distribution,
  definePlugin,
  type Plugin,
  type Prior,
  TextvaeError,
} from "@textvae/core";
import { linearHead } from "@textvae/layers";
import * as v from "valibot";
import { standardNormal } from "./standard-normal.ts";

export interface DeterministicOptions {
  /** Z, the width of the code. Default 32. */
  readonly size?: number | undefined;
}

const options = v.strictObject({
  size: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 32),
});

/**
 * The limit σ → 0 of a Gaussian posterior: z = μ(h), a linear function of the features, as a plain
 * autoencoder has it. It can be sampled (every sample is the mean) but has no density.
 *
 * `prior()` is N(0, I), so that codes can be drawn to look at the decoder: a heuristic, since
 * nothing ties the codes of an autoencoder to it.
 *
 * @throws `CAPABILITY` when the density of the posterior is asked for.
 *
 * @example
 * const prior = deterministic({ size: 32 });
 */
export const deterministic: Plugin<DeterministicOptions, Prior> = definePlugin({
  kind: "prior",
  name: "deterministic",
  version: "0.1.0",
  description: "Point codes of a plain autoencoder, the σ → 0 limit of a Gaussian",
  options,
  create: ({ size }): Prior => ({
    size,
    support: "euclidean",
    gradient: "pathwise",
    density: "none",
    build: (scope, { features }) => {
      const mean = linearHead(scope.child("mean"), features, size);
      return {
        posterior: (h_BH) => pointMass(mean(h_BH)),
        prior: () => standardNormal(size),
      };
    },
  }),
});

/**
 * The distribution that is always `mean_BZ`. The tensor is borrowed.
 *
 * @throws `CAPABILITY` in `logProb`.
 */
export const pointMass = (mean_BZ: Tensor2D): Distribution => {
  const [batch, size] = mean_BZ.shape;
  return Object.freeze<Distribution>({
    eventShape: [size],
    batch,
    support: "euclidean",
    gradient: "pathwise",
    sample: (_, n = 1) => tile(mean_BZ, [n, 1]),
    mean: () => clone(mean_BZ),
    logProb: () => {
      throw new TextvaeError("CAPABILITY", "deterministic.logProb", {
        expected: "a posterior with a density",
        got: "point codes (the limit σ → 0), which have none",
        hint: 'Train it with the "autoencoder" or "wae" objective, or take a prior with a density for a bound.',
      });
    },
  });
};
