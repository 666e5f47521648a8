import { div, maximum, norm, oneHot, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import { definePlugin, type Plugin, type Prior } from "@textvae/core/plugin";
import { fanInInitializer } from "@textvae/layers";
import { linear } from "@textvae/ops";
import * as z from "zod";
import { powerSphericalDistribution } from "./power-spherical.ts";

export { type PowerSphericalParameters, powerSphericalDistribution } from "./power-spherical.ts";

const options = z.strictObject({
  size: z.number().int().min(2),
  kappa: z.number().min(0).default(80),
});

/** Options of {@link powerSpherical}. */
export interface PowerSphericalOptions {
  /** Z = m ≥ 2: the codes are unit vectors in R^m. */
  readonly size: number;
  /** κ ≥ 0, the concentration about μ; default 80. */
  readonly kappa?: number | undefined;
}

/**
 * Codes on the unit sphere: a Power Spherical posterior about μ = normalise(hW + b), and a uniform
 * prior. Variables `mean.kernel`, `mean.bias`.
 *
 * @example
 * const prior = powerSpherical({ size: 50, kappa: 80 });
 */
export const powerSpherical: Plugin<PowerSphericalOptions, Prior> = definePlugin({
  kind: "prior",
  name: "power-spherical",
  version: "0.1.0",
  description: "Power Spherical codes on the unit sphere with a uniform prior",
  options,
  paper: {
    title: "The Power Spherical distribution",
    year: 2020,
    url: "https://arxiv.org/abs/2006.04437",
  },
  create: ({ size, kappa }): Prior => ({
    size,
    support: "sphere",
    gradient: "pathwise",
    build(scope, { features }) {
      const kernel_HZ = scope.variable("mean.kernel", [features, size], fanInInitializer);
      const bias_Z = scope.variable("mean.bias", [size], fanInInitializer);
      return {
        posterior(h_BH) {
          const raw_BZ = linear(h_BH, kernel_HZ as Tensor2D, bias_Z as Tensor1D);
          const length_B1 = maximum(norm(raw_BZ, "euclidean", 1, true), 1e-12);
          return powerSphericalDistribution({ mean_BZ: div(raw_BZ, length_B1), kappa });
        },
        prior: () =>
          powerSphericalDistribution({ mean_BZ: oneHot([0], size) as Tensor2D, kappa: 0 }),
      };
    },
  }),
});
