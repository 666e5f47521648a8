import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { definePlugin, type Flow, type Plugin } from "@textvae/core/plugin";
import { normalInitializer } from "@textvae/layers";
import * as v from "valibot";
import { radialInverse, radialMap } from "./radial-map.ts";

export { type RadialParameters, radialInverse, radialMap } from "./radial-map.ts";

/** Options of {@link templatePart}. */
export interface TemplatePartOptions {
  /** Spread of the parameters before training. Default 0.5. */
  readonly spread?: number | undefined;
}

const options = v.strictObject({
  spread: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0)), 0.5),
});

/**
 * Radial normalising flow: codes are drawn towards a centre or pushed away from it, see `radialMap`.
 * Variables `centre` `[1, Z]`, `alpha` and `slope` `[1]`, before a softplus.
 *
 * Source: D. J. Rezende, S. Mohamed, Variational Inference with Normalizing Flows (2015),
 * https://arxiv.org/abs/1505.05770.
 *
 * @example
 * const flows = [templatePart()];
 */
export const templatePart: Plugin<TemplatePartOptions, Flow> = definePlugin({
  kind: "flow",
  name: "template-part",
  version: "0.1.0",
  description: "Radial normalising flow",
  paper: {
    title: "Variational Inference with Normalizing Flows",
    year: 2015,
    url: "https://arxiv.org/abs/1505.05770",
  },
  options,
  create: ({ spread }): Flow => ({
    supports: ["euclidean"],
    build: (scope, { latent }) => {
      const drawn = normalInitializer(spread);
      const parameters = {
        centre_1Z: scope.variable("centre", [1, latent], drawn) as Tensor2D,
        alpha_1: scope.variable("alpha", [1], drawn) as Tensor1D,
        slope_1: scope.variable("slope", [1], drawn) as Tensor1D,
      };
      return {
        forward: (z_BZ) => radialMap(z_BZ, parameters),
        inverse: (z_BZ) => radialInverse(z_BZ, parameters),
      };
    },
  }),
});
