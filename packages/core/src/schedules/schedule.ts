import { TextvaeError } from "@textvae/ops";
import type { Schedule } from "../contracts/schedule.ts";

/** The value of a number or schedule at a step. */
export const at = (value: number | Schedule, step: number): number =>
  typeof value === "number" ? value : value(step);

export const constant =
  (value: number): Schedule =>
  () =>
    value;

const positive = (where: string, value: number): void => {
  if (!(value > 0)) {
    throw new TextvaeError("OPTION", where, { expected: "a number > 0", got: String(value) });
  }
};

/**
 * From `from` to `to` in equal steps, then constant.
 *
 * @example
 * const beta = linear({ from: 0, to: 1, steps: 10_000 });
 */
export const linear = (options: {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}): Schedule => {
  const { from, to, steps } = options;
  positive("linear.steps", steps);
  return (step) => from + (to - from) * Math.min(1, step / steps);
};

/**
 * Cycles of `period` steps: within each from `from` to `to` in equal steps over the first `ratio`
 * of it, then `to`. After `cycles` of them, without end when it is absent, `to` for good.
 *
 * Source: "Cyclical Annealing Schedule: A Simple Approach to Mitigating KL Vanishing",
 * Fu et al., 2019, https://arxiv.org/abs/1903.10145
 *
 * @example
 * const beta = cyclical({ period: 10_000, cycles: 4 });
 */
export const cyclical = (options: {
  readonly period: number;
  readonly cycles?: number;
  /** R, the part of a cycle that rises. */
  readonly ratio?: number;
  readonly from?: number;
  readonly to?: number;
}): Schedule => {
  const { period, cycles = Number.POSITIVE_INFINITY, ratio = 0.5, from = 0, to = 1 } = options;
  positive("cyclical.period", period);
  positive("cyclical.cycles", cycles);
  positive("cyclical.ratio", ratio);
  return (step) => {
    if (step >= cycles * period) return to;
    const done = (step % period) / period;
    return from + (to - from) * Math.min(1, done / ratio);
  };
};

/**
 * The logistic curve 1 / (1 + e^{−k (step − middle)}).
 *
 * Source: "Generating Sentences from a Continuous Space", Bowman et al., 2016,
 * https://arxiv.org/abs/1511.06349
 */
export const sigmoid = (options: {
  readonly middle: number;
  /** k, the slope per step. */
  readonly slope: number;
}): Schedule => {
  const { middle, slope } = options;
  positive("sigmoid.slope", slope);
  return (step) => 1 / (1 + Math.exp(-slope * (step - middle)));
};
