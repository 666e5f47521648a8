import {
  add,
  mul,
  square,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { type Distribution, definePlugin, type Plugin, type Prior } from "@textvae/core";
import * as v from "valibot";
import { concentrationFunctions, held, MAX, MIN } from "./concentration.ts";
import { normalise } from "./direction.ts";
import { type VonMisesFisher, vmfParameters, vonMisesFisher } from "./distribution.ts";
import { interpolate } from "./geodesic.ts";
import { kappaHead, learnedLaw, meanHead } from "./head.ts";

const learned = v.pipe(
  v.strictObject({
    kind: v.literal("learned"),
    initial: v.optional(v.pipe(v.number(), v.gtValue(0)), 50),
    min: v.optional(v.pipe(v.number(), v.minValue(MIN)), 1),
    max: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(MAX)), 1000),
  }),
  v.check(({ initial, min, max }) => min < initial && initial < max, "min < initial < max"),
);

const options = v.strictObject({
  size: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(2)), 50),
  kappa: v.optional(
    v.union(
      [v.pipe(v.number(), v.minValue(0), v.maxValue(1e6)), learned],
      'a number from 0 to 1e6, or { kind: "learned" } with min < initial < max',
    ),
    80,
  ),
  kl: v.optional(v.picklist(["exact", "guu"]), "exact"),
  normPenalty: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(MAX)), 0),
});

/** A κ that the encoder predicts, between bounds. */
export interface LearnedConcentrationOptions {
  readonly kind: "learned";
  /** κ before training; default 50. */
  readonly initial?: number | undefined;
  /** From 1e-6; default 1. */
  readonly min?: number | undefined;
  /** Up to 1e6; default 1000. */
  readonly max?: number | undefined;
}

/** Options of {@link vmf}. */
export interface VmfOptions {
  /** Z = m ≥ 2: the codes are unit vectors in R^m; default 50. */
  readonly size?: number | undefined;
  /** One κ ≥ 0 for all texts (default 80), or bounds for one that the encoder predicts. */
  readonly kappa?: number | LearnedConcentrationOptions | undefined;
  /** `guu` charges the KL of dimension m + 2, as the code of the paper did; not a valid bound. */
  readonly kl?: "exact" | "guu" | undefined;
  /** Weight of (‖μ_raw‖ − 1)² in the objective, up to 1e6; default 0. */
  readonly normPenalty?: number | undefined;
}

/** q whose KL to the uniform law is that of dimension m + 2; to another law, or to several, it has none. */
const chargedByGuu = ({ crossEntropyTo: _, ...q }: VonMisesFisher): Distribution => ({
  ...q,
  klStandIn: "KL of dimension m + 2",
  klTo: (p) =>
    tidy(() => {
      if ((p as Partial<VonMisesFisher>)[vmfParameters]?.kappa !== 0) return undefined;
      const charged = concentrationFunctions((q.eventShape[0] as number) + 2);
      return add(zeros([q.batch]), charged.kl(held(q[vmfParameters].kappa)));
    }) as Tensor1D | undefined,
});

/** weight · (‖μ_raw‖ − 1)²; ‖μ_raw‖ as μᵀμ_raw, whose gradient is finite at 0. */
const normPenalty = (raw_BZ: Tensor2D, mean_BZ: Tensor2D, weight: number): Tensor1D =>
  tidy(() => mul(square(sub(sum(mul(raw_BZ, mean_BZ), 1), 1)), weight));

/** A single uniform law: κ = 0 about the first axis. */
const uniform = (size: number): VonMisesFisher =>
  vonMisesFisher({ mean_BZ: tensor2d([[1, ...Array(size - 1).fill(0)]]), kappa: 0 });

/**
 * Codes on the unit sphere: posterior vMF(μ(x), κ), prior uniform. With a fixed κ the KL is the
 * same number for every x, so that the posterior can't collapse. `learned` makes a p(z) of its own, vMF(μ_p, κ_p).
 *
 * μ = normalise(hW + b). Throws `OPTION` for m < 2, and for κ < 0 or NaN.
 *
 * Source: "Spherical Latent Spaces for Stable Variational Autoencoders", Xu and Durrett, 2018,
 * https://arxiv.org/abs/1808.10805
 *
 * @example
 * const prior = vmf({ size: 50, kappa: 80 });
 * const learned = vmf({ size: 50, kappa: { kind: "learned", initial: 50, min: 1, max: 1000 } });
 */
export const vmf: Plugin<VmfOptions, Prior> = definePlugin({
  kind: "prior",
  name: "vmf",
  version: "0.1.0",
  description: "von Mises-Fisher codes on the unit sphere with a uniform prior",
  options,
  paper: {
    title: "Spherical Latent Spaces for Stable Variational Autoencoders",
    year: 2018,
    url: "https://arxiv.org/abs/1808.10805",
  },
  create: ({ size, kappa, kl, normPenalty: weight }): Prior => ({
    size,
    support: "sphere",
    gradient: typeof kappa === "number" ? "pathwise" : "implicit",
    interpolate,
    build(scope, { features }) {
      const meanOf = meanHead(scope, features, size);
      const kappaOf = kappaHead(scope, features, kappa);
      return {
        posterior(h_BH) {
          const raw_BZ = meanOf(h_BH);
          const mean_BZ = normalise(raw_BZ);
          const exact = vonMisesFisher({ mean_BZ, kappa: kappaOf(h_BH) });
          const q = kl === "guu" ? chargedByGuu(exact) : exact;
          return weight === 0 ? q : { ...q, penalty: () => normPenalty(raw_BZ, mean_BZ, weight) };
        },
        prior: () => uniform(size),
      };
    },
    learned: (scope) => learnedLaw(scope, size),
  }),
});
