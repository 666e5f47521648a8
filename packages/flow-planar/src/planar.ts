import { type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { type BuiltFlow, definePlugin, type Flow, inTurn, type Plugin } from "@textvae/core";
import * as v from "valibot";
import { amortisedParameters, globalParameters } from "./parameters.ts";
import { planarInverse, planarMap } from "./planar-map.ts";

export interface PlanarOptions {
  /** Number of maps, applied one after the other. Default 1. */
  readonly layers?: number | undefined;
  /** Whether u, w and b are linear functions of the encoder's features. Default: the same for all. */
  readonly amortised?: boolean | undefined;
}

const options = v.strictObject({
  layers: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 1),
  amortised: v.optional(v.boolean(), false),
});

/**
 * Planar normalising flow: each layer bends the code along one direction,
 *
 *   f(z) = z + û tanh(wᵀz + b),   log|det ∂f/∂z| = log|1 + ψᵀû|,   ψ = (1 − tanh²(wᵀz + b)) w,
 *
 * with û = u + (m(wᵀu) − wᵀu) w/‖w‖², m(x) = −1 + log(1 + eˣ), which makes it invertible. The
 * inverse has no closed form and is found by bisection along û. Log-determinants of the layers add up, in nats.
 * Parameters per layer: u, w `[1, Z]`, b `[1]`, or a linear head of the features for each.
 *
 * Source: D. J. Rezende, S. Mohamed, Variational Inference with Normalizing Flows (2015),
 * https://arxiv.org/abs/1505.05770.
 *
 * @throws `CAPABILITY` when an amortised flow is called without features.
 *
 * @example
 * const flows = [planar({ layers: 3 })];
 */
export const planar: Plugin<PlanarOptions, Flow> = definePlugin({
  kind: "flow",
  name: "planar",
  version: "0.1.0",
  description: "Planar normalising flow",
  paper: {
    title: "Variational Inference with Normalizing Flows",
    year: 2015,
    url: "https://arxiv.org/abs/1505.05770",
  },
  options,
  create: ({ layers, amortised }): Flow => ({
    supports: ["euclidean"],
    build: (scope, { features, latent }): BuiltFlow => {
      const parametersOf = Array.from({ length: layers }, (_, layer) => {
        const own = scope.child(`layer${layer}`);
        return amortised
          ? amortisedParameters(own, features, latent)
          : globalParameters(own, latent);
      });
      const maps = (map: typeof planarMap, h_BH?: Tensor2D) =>
        parametersOf.map((parameters) => (z_BZ: Tensor2D) => map(z_BZ, parameters(h_BH)));
      return {
        forward: (z_BZ, h_BH) => tidy(() => ({ ...inTurn(z_BZ, maps(planarMap, h_BH)) })),
        inverse: (z_BZ, h_BH) =>
          tidy(() => ({ ...inTurn(z_BZ, maps(planarInverse, h_BH).toReversed()) })),
      };
    },
  }),
});
