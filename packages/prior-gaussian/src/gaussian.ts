import { clipByValue, concat, split, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { definePlugin, type Plugin, type Prior } from "@textvae/core";
import { linearHead, normalInitializer, zerosInitializer } from "@textvae/layers";
import * as v from "valibot";
import { diagonalGaussian } from "./diagonal-gaussian.ts";
import { standardNormal } from "./standard-normal.ts";

export interface GaussianOptions {
  /** Z, the width of the code. Default 32. */
  readonly size?: number | undefined;
  /**
   * |log σ| is held below this (default 10), so that densities stay finite in single precision.
   * Within it the head is exactly linear; the distribution uses the held value throughout, so
   * that samples, density and divergence agree. At 10, σ lies between 4.5·10⁻⁵ and 2.2·10⁴.
   */
  readonly logStdLimit?: number | undefined;
}

const options = v.strictObject({
  size: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 32),
  logStdLimit: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(15)), 10),
});

/**
 * Gaussian codes: q(z|x) = N(μ(h), diag σ(h)²) with linear heads μ and log σ, and p(z) = N(0, I).
 * Parameters `mean.kernel` `[H, Z]`, `mean.bias` `[Z]`, `logStd.kernel`, `logStd.bias`. Where a
 * p(z) of its own is `learned` (in a mixture), it is N(m, diag s²) with parameters `mean` and
 * `logStd` `[1, Z]` that begin near N(0, I).
 *
 * Source: D. P. Kingma, M. Welling, Auto-Encoding Variational Bayes (2014),
 * https://arxiv.org/abs/1312.6114; for text S. R. Bowman et al., Generating Sentences from a
 * Continuous Space (2016), https://arxiv.org/abs/1511.06349.
 *
 * @throws `OPTION` when an option is out of its range.
 *
 * @example
 * const prior = gaussian({ size: 32 });
 */
export const gaussian: Plugin<GaussianOptions, Prior> = definePlugin({
  kind: "prior",
  name: "gaussian",
  version: "0.1.0",
  description: "Diagonal Gaussian posterior, standard normal prior",
  paper: {
    title: "Auto-Encoding Variational Bayes",
    year: 2014,
    url: "https://arxiv.org/abs/1312.6114",
  },
  options,
  create: ({ size, logStdLimit }): Prior => ({
    size,
    support: "euclidean",
    gradient: "pathwise",
    build: (scope, { features }) => {
      const mean = linearHead(scope.child("mean"), features, size);
      const logStd = linearHead(scope.child("logStd"), features, size);
      const limited = (x_BZ: Tensor2D) => clipByValue(x_BZ, -logStdLimit, logStdLimit);
      const posterior = (mean_BZ: Tensor2D, logStd_BZ: Tensor2D) =>
        diagonalGaussian({ mean_BZ, logStd_BZ: tidy(() => limited(logStd_BZ)) });
      return {
        posterior: (h_BH) => posterior(mean(h_BH), logStd(h_BH)),
        variational: {
          parameters: (h_BH) => tidy(() => concat([mean(h_BH), logStd(h_BH)], 1) as Tensor2D),
          posterior: (parameters_BP) =>
            posterior(...(split(parameters_BP, 2, 1) as [Tensor2D, Tensor2D])),
        },
        prior: () => standardNormal(size),
      };
    },
    learned: (scope) => {
      const mean_BZ = scope.variable("mean", [1, size], normalInitializer(0.1)) as Tensor2D;
      const logStd_BZ = scope.variable("logStd", [1, size], zerosInitializer) as Tensor2D;
      return () => diagonalGaussian({ mean_BZ, logStd_BZ });
    },
  }),
});
