import { mul, type Scalar, tidy } from "@tensorflow/tfjs-core";
import {
  at,
  type Divergence,
  definePlugin,
  type Plugin,
  reportedBy,
  type Schedule,
  schedulesOf,
} from "@textvae/core";
import * as v from "valibot";
import { schedule, wrapped } from "./options.ts";

export interface WeightedOptions {
  /** What is weighted. Default `kl()`. */
  readonly divergence?: Divergence | undefined;
  /** β, a number ≥ 0 or a function of the step. */
  readonly weight: number | Schedule;
}

const options = v.strictObject({
  divergence: wrapped,
  weight: schedule,
});

/**
 * A divergence times β(step): β-VAE with a number, annealing with a schedule. `perExample_B`
 * stays unweighted. A bound D is KL(q‖p) or more, which is never negative, so that βD is one too
 * for a fixed β ≥ 1; below 1 it may fall short of the KL, and of a schedule nothing is known.
 *
 * Source: I. Higgins et al., beta-VAE (2017), https://openreview.net/forum?id=Sy2fzU9gl;
 * S. R. Bowman et al., Generating Sentences from a Continuous Space (2016),
 * https://arxiv.org/abs/1511.06349.
 *
 * @example
 * const divergence = weighted({ weight: (step) => Math.min(1, step / 10_000) });
 */
export const weighted: Plugin<WeightedOptions, Divergence> = definePlugin({
  kind: "divergence",
  name: "weighted",
  version: "0.1.0",
  description: "A divergence times a weight or a schedule",
  paper: {
    title: "beta-VAE: Learning Basic Visual Concepts with a Constrained Variational Framework",
    year: 2017,
    url: "https://openreview.net/forum?id=Sy2fzU9gl",
  },
  options,
  create: ({ divergence, weight }): Divergence => ({
    bound: divergence.bound && typeof weight === "number" && weight >= 1,
    reported: reportedBy(divergence),
    ...(divergence.weighsItems && { weighsItems: true }),
    schedules: schedulesOf(divergence, weight),
    between: (q, p, context) => {
      const inner = divergence.between(q, p, context);
      const value: Scalar = tidy(() => mul(inner.value, at(weight, context.step)));
      inner.value.dispose();
      return { ...inner, value };
    },
  }),
});
