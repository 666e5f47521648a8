import { type Tensor2D, zeros } from "@tensorflow/tfjs-core";
import {
  type Distribution,
  definePlugin,
  type Plugin,
  type Prior,
  type Scope,
} from "@textvae/core";
import { linearHead, normalInitializer } from "@textvae/layers";
import * as v from "valibot";
import { categoricalFromLogits } from "./distribution.ts";
import type { Relaxation } from "./relaxation.ts";

/** Options of {@link categorical}. */
export interface CategoricalOptions {
  /** M, the number of independent variables. Default 10. */
  readonly variables?: number | undefined;
  /** K, the number of classes of each. Default 20. */
  readonly classes?: number | undefined;
  /** How samples let gradients through while training. Default "gumbel-softmax". */
  readonly relaxation?: Relaxation | undefined;
  /** τ of the relaxation, from 1e-9 to 1e9. Default 1. */
  readonly temperature?: number | undefined;
  /** Every class alike (default), or probabilities to be learned. */
  readonly prior?: "uniform" | "learned" | undefined;
}

const options = v.strictObject({
  variables: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 10),
  classes: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(2)), 20),
  relaxation: v.optional(
    v.picklist(["gumbel-softmax", "straight-through-argmax", "straight-through-sample"]),
    "gumbel-softmax",
  ),
  temperature: v.optional(v.pipe(v.number(), v.minValue(1e-9), v.maxValue(1e9)), 1),
  prior: v.optional(v.picklist(["uniform", "learned"]), "uniform"),
});

/** Variables whose logits, `[1, Z]`, are the parameter `logits`. They begin near uniform. */
const learned = (scope: Scope, size: number, classes: number): (() => Distribution) => {
  const logits_BZ = scope.variable("logits", [1, size], normalInitializer(0.1)) as Tensor2D;
  return () => categoricalFromLogits({ logits_BZ, classes });
};

const uniform = (size: number, classes: number): (() => Distribution) => {
  return () => categoricalFromLogits({ logits_BZ: zeros([1, size]), classes });
};

/**
 * Categorical codes: M variables of K classes, q(z|x) = Π softmax(l(h)) with a linear head l, and
 * a uniform or learned prior. The width of the code is Z = M·K. Parameters `logits.kernel`
 * `[H, Z]`, `logits.bias` `[Z]`; of a learned prior `prior.logits` `[1, Z]`.
 *
 * The divergence is that of the categorical variables, never of relaxed samples. Evaluation draws
 * exact one-hot codes whatever the relaxation, so that its numbers are bounds.
 *
 * Source: E. Jang, S. Gu, B. Poole, Categorical Reparameterization with Gumbel-Softmax (2017),
 * https://arxiv.org/abs/1611.01144; as latent actions of a dialogue agent T. Zhao, K. Xie,
 * M. Eskenazi, Rethinking Action Spaces for Reinforcement Learning in End-to-end Dialog Agents
 * with Latent Variable Models (2019), https://arxiv.org/abs/1902.08858.
 *
 * @throws `OPTION` when an option is out of its range.
 *
 * @example
 * const prior = categorical({ variables: 10, classes: 20, relaxation: "gumbel-softmax" });
 */
export const categorical: Plugin<CategoricalOptions, Prior> = definePlugin({
  kind: "prior",
  name: "categorical",
  version: "0.1.0",
  description: "Categorical codes, Gumbel-softmax or straight-through, prior uniform or learned",
  paper: {
    title: "Categorical Reparameterization with Gumbel-Softmax",
    year: 2017,
    url: "https://arxiv.org/abs/1611.01144",
  },
  options,
  create: ({ variables, classes, relaxation, temperature, prior }): Prior => {
    const size = variables * classes;
    return {
      size,
      support: "simplex",
      gradient: relaxation === "gumbel-softmax" ? "pathwise" : "straight-through",
      build: (scope, { features }) => {
        const logits = linearHead(scope.child("logits"), features, size);
        return {
          posterior: (h_BH) =>
            categoricalFromLogits({ logits_BZ: logits(h_BH), classes, relaxation, temperature }),
          prior:
            prior === "learned"
              ? learned(scope.child("prior"), size, classes)
              : uniform(size, classes),
        };
      },
      learned: (scope) => learned(scope, size, classes),
    };
  },
});
