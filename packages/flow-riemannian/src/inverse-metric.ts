import {
  add,
  div,
  maximum,
  mul,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import {
  type BuiltFlow,
  definePlugin,
  type Flow,
  inTurn,
  type Plugin,
  type Scope,
} from "@textvae/core";
import { movedAlong, uniformInitializer, zerosInitializer } from "@textvae/layers";
import * as v from "valibot";
import { type Centres, centresSchema, centresTensor, checkWidth } from "./centres.ts";
import { bend, unbend } from "./inverse-metric-map.ts";
import { steepestSlope } from "./slope.ts";

export interface InverseMetricOptions {
  /** Where the codes of the data gather, `[K][Z]`, e.g. from `textvae centres`. */
  readonly centres: Centres;
  /** Number of maps, applied one after the other. Default 1. */
  readonly layers?: number | undefined;
  /** Width of the Gaussian kernel around each centre: exp(−band · d²), from 1e-9 to 1e9. Default 0.5. */
  readonly band?: number | undefined;
}

const options = v.strictObject({
  centres: centresSchema,
  layers: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 1),
  band: v.optional(v.pipe(v.number(), v.minValue(1e-9), v.maxValue(1e9)), 0.5),
});

/**
 * Flow scaled by the inverse of a metric that is large where codes of the data gather: each layer
 * moves a code along one direction, and the less the nearer it is to a centre,
 *
 *   f(z) = z + û tanh(wᵀz + b) / β(z),   β(z) = 1 + Σ_j exp(−band · ‖z − c_j‖²),
 *   log|det ∂f/∂z| = log(1 + (1 − h²) wᵀû / β + h ûᵀ∇(1/β)),   h = tanh(wᵀz + b), in nats.
 *
 * The published form leaves out the last term and is then no density. With û built from u such
 * that wᵀû = softplus(wᵀu) > 0 and ‖û‖ · max‖∇(1/β)‖ < 1, the determinant is positive everywhere.
 * As f moves along û alone, it is a bijection, and its inverse is found by bisection along û.
 * Parameters per layer: u, w `[1, Z]`, b `[1]`.
 *
 * Source: P. Z. Wang, W. Y. Wang, Riemannian Normalizing Flow on Variational Wasserstein
 * Autoencoder for Text Modeling (2019), https://arxiv.org/abs/1904.02399.
 *
 * @throws `SHAPE` when the centres are not as wide as the code.
 *
 * @example
 * const flows = [inverseMetric({ centres, layers: 3 })];
 */
export const inverseMetric: Plugin<InverseMetricOptions, Flow> = definePlugin({
  kind: "flow",
  name: "inverse-metric",
  version: "0.1.0",
  description: "Flow that moves codes the less the nearer they are to given centres",
  paper: {
    title: "Riemannian Normalizing Flow on Variational Wasserstein Autoencoder for Text Modeling",
    year: 2019,
    url: "https://arxiv.org/abs/1904.02399",
  },
  options,
  create: ({ centres, layers, band }): Flow => ({
    supports: ["euclidean"],
    build: (scope, { latent }): BuiltFlow => {
      checkWidth("inverseMetric", centres, latent);
      const slope = steepestSlope(centres.length, band);
      const layersOf = Array.from({ length: layers }, (_, layer) =>
        parametersOf(scope.child(`layer${layer}`), latent),
      );
      const maps = (apply: typeof bend) =>
        layersOf.map((parameters) => {
          const map = { ...constrain(parameters, slope), c_KZ: centresTensor(centres), band };
          return (z_BZ: Tensor2D) => apply(z_BZ, map);
        });
      return {
        forward: (z_BZ) => tidy(() => ({ ...inTurn(z_BZ, maps(bend)) })),
        inverse: (z_BZ) => tidy(() => ({ ...inTurn(z_BZ, maps(unbend).toReversed()) })),
      };
    },
  }),
});

interface Parameters {
  readonly u_1Z: Tensor2D;
  readonly w_1Z: Tensor2D;
  readonly b_1: Tensor1D;
}

const parametersOf = (scope: Scope, size: number): Parameters => {
  const row = (name: string) =>
    scope.variable(name, [1, size], uniformInitializer(1 / Math.sqrt(size))) as Tensor2D;
  return {
    u_1Z: row("u"),
    w_1Z: row("w"),
    b_1: scope.variable("b", [1], zerosInitializer) as Tensor1D,
  };
};

/** A û of no length has no gradient of its length; less than this counts as nothing. */
const SHORTEST = 1e-12;

/** û with wᵀû > 0, shortened so that ‖û‖ · slope < 1. */
const constrain = ({ u_1Z, w_1Z, b_1 }: Parameters, slope: number) => {
  const projection = sum(mul(u_1Z, w_1Z));
  const shift = sub(softplus(projection), projection);
  const { u_RZ: turned_1Z } = movedAlong(u_1Z, w_1Z, shift);
  const norm: Tensor = sqrt(maximum(sum(square(turned_1Z)), SHORTEST ** 2));
  return { u_1Z: div(turned_1Z, add(1, mul(norm, slope))) as Tensor2D, w_1Z, b_1 };
};
