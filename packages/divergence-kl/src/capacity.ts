import { abs, type Scalar, sub, tidy } from "@tensorflow/tfjs-core";
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

export interface CapacityOptions {
  /** What is held at the capacity. Default `kl()`. */
  readonly divergence?: Divergence | undefined;
  /** C in nats, a number ≥ 0 or a function of the step. */
  readonly target: number | Schedule;
}

const options = v.strictObject({
  divergence: wrapped,
  target: schedule,
});

/**
 * |D − C(step)|: holds a divergence at a capacity of C nats, from both sides. Put `weighted`
 * around it for the factor γ. Not a bound, as it falls while D rises to C, unless C is 0: |D| is D or
 * more.
 *
 * Source: C. P. Burgess et al., Understanding Disentangling in β-VAE (2018),
 * https://arxiv.org/abs/1804.03599.
 *
 * @example
 * const divergence = capacity({ target: (step) => Math.min(10, step / 1000) });
 */
export const capacity: Plugin<CapacityOptions, Divergence> = definePlugin({
  kind: "divergence",
  name: "capacity",
  version: "0.1.0",
  description: "Distance of a divergence to a capacity in nats",
  paper: {
    title: "Understanding disentangling in beta-VAE",
    year: 2018,
    url: "https://arxiv.org/abs/1804.03599",
  },
  options,
  create: ({ divergence, target }): Divergence => ({
    bound: divergence.bound && target === 0,
    reported: reportedBy(divergence),
    ...(divergence.weighsItems && { weighsItems: true }),
    schedules: schedulesOf(divergence, target, `capacity of the ${reportedBy(divergence).name}`),
    between: (q, p, context) => {
      const inner = divergence.between(q, p, context);
      const value: Scalar = tidy(() => abs(sub(inner.value, at(target, context.step))));
      inner.value.dispose();
      return { ...inner, value };
    },
  }),
});
