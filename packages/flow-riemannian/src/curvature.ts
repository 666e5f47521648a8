import {
  add,
  addN,
  div,
  exp,
  log,
  min,
  mul,
  neg,
  type Tensor1D,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { type BuiltFlow, definePlugin, type Flow, type Plugin } from "@textvae/core";
import { squaredDistances } from "@textvae/ops";
import * as v from "valibot";
import { type Centres, centresSchema, centresTensor, checkWidth } from "./centres.ts";

export interface CurvatureOptions {
  /** Where the codes of the data gather, `[K][Z]`, e.g. from `textvae centres`. */
  readonly centres: Centres;
  /** "gaussian" (default) draws codes to the centres, "imq" pushes them away. */
  readonly kernel?: "gaussian" | "imq" | undefined;
  /** Width of the Gaussian kernel, weight of the other. Default 0.5. */
  readonly band?: number | undefined;
}

const options = v.strictObject({
  centres: centresSchema,
  kernel: v.optional(v.picklist(["gaussian", "imq"]), "gaussian"),
  band: v.optional(v.pipe(v.number(), v.minValue(1e-9), v.maxValue(1e9)), 0.5),
});

const SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10];

/**
 * The regulariser of the Riemannian normalising flow as its published code runs it: the codes pass
 * unchanged, and the objective is charged, in nats per code, with
 *
 *   "gaussian"   −log β,        β = 1 + exp(−band · d²)
 *   "imq"        band · log β,  β = Σ_s C_s / (C_s + d²),  C_s = 2Zs,  s = 0.1, 0.2, 0.5, 1, 2, 5, 10
 *
 * where d is the distance to the nearest centre. Put it before the flow whose input it looks at:
 * `flows: [curvature({ centres }), planar()]`. Centres are wanted in the space of that input: those of
 * `textvae centres` lie before all flows, that of a first penalty. Its gradient goes to what makes the code. It changes
 * no density and no reported number.
 *
 * Source: P. Z. Wang, W. Y. Wang, Riemannian Normalizing Flow on Variational Wasserstein
 * Autoencoder for Text Modeling (2019), https://arxiv.org/abs/1904.02399.
 *
 * @throws `SHAPE` when the centres are not as wide as the code.
 *
 * @example
 * const flows = [curvature({ centres, kernel: "imq" }), planar()];
 */
export const curvature: Plugin<CurvatureOptions, Flow> = definePlugin({
  kind: "flow",
  name: "curvature",
  version: "0.1.0",
  description: "Penalty for codes by their distance to the nearest centre; moves no code",
  paper: {
    title: "Riemannian Normalizing Flow on Variational Wasserstein Autoencoder for Text Modeling",
    year: 2019,
    url: "https://arxiv.org/abs/1904.02399",
  },
  options,
  create: ({ centres, kernel, band }): Flow => ({
    supports: ["euclidean"],
    build: (_scope, { latent }): BuiltFlow => {
      checkWidth("curvature", centres, latent);
      const identity = (z_BZ: Parameters<BuiltFlow["forward"]>[0]) => ({
        z_BZ: z_BZ.clone(),
        logDet_B: zeros([z_BZ.shape[0]]) as Tensor1D,
      });
      return {
        forward: identity,
        inverse: identity,
        penalty: (z_BZ) =>
          tidy(() => {
            const nearest_B = min(squaredDistances(z_BZ, centresTensor(centres)), 1) as Tensor1D;
            return kernel === "gaussian"
              ? attraction(nearest_B, band)
              : repulsion(nearest_B, band, latent);
          }),
      };
    },
  }),
});

const attraction = (d2_B: Tensor1D, band: number): Tensor1D =>
  neg(log(add(1, exp(mul(d2_B, -band)))));

const repulsion = (d2_B: Tensor1D, band: number, latent: number): Tensor1D => {
  const beta_B = addN(
    SCALES.map((scale) => 2 * latent * scale).map((C) => div(C, add(d2_B, C)) as Tensor1D),
  );
  return mul(band, log(beta_B));
};
