import { settling } from "@textvae/core/internals";
import {
  type AnyPlugin,
  type Described,
  described,
  rules,
  type Schedule,
} from "@textvae/core/plugin";
import { TextvaeError } from "@textvae/ops";

export const constant = (value: number): Schedule => constantly({ value });

/** {@link constant} as a plugin. */
export const constantly: Described<{ readonly value: number }, Schedule> = described(
  "schedule",
  "constant",
  "One number",
  ({ value }): Schedule => settling(0, () => value),
  { value: rules.NUMBER },
);

/** How a value rises: the part of the way, 0 to 1, at the part `v` of the time. */
export type Shape = "linear" | "cosine" | "sigmoid";

// The sigmoid is the logistic curve over (−6, 6): it begins at 0.0025 and ends at 0.9975.
const SHAPES: Readonly<Record<Shape, (v: number) => number>> = {
  linear: (v) => v,
  cosine: (v) => (1 - Math.cos(Math.PI * v)) / 2,
  sigmoid: (v) => 1 / (1 + Math.exp(6 - 12 * v)),
};

const positive = (where: string, value: number): void => {
  if (!(value > 0)) {
    throw new TextvaeError("OPTION", where, { expected: "a number > 0", got: String(value) });
  }
};

export interface Ramp {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  /** Updates before it begins. Default 0. */
  readonly after?: number;
}

const ramp = (shape: "linear" | "cosine", description: string): Described<Ramp, Schedule> =>
  described(
    "schedule",
    shape,
    description,
    ({ from, to, steps, after = 0 }) => {
      positive(`${shape}.steps`, steps);
      return settling(
        from === to ? 0 : after + steps,
        (step) =>
          from + (to - from) * SHAPES[shape](Math.min(1, Math.max(0, step - after) / steps)),
      );
    },
    {
      from: rules.NUMBER,
      to: rules.NUMBER,
      steps: rules.ABOVE_ZERO,
      after: rules.optional(rules.NUMBER),
    },
  );

/**
 * From `from` to `to` in equal steps, then constant.
 *
 * @example
 * const beta = linear({ from: 0, to: 1, steps: 10_000 });
 */
export const linear: Described<Ramp, Schedule> = ramp("linear", "Equal steps");

/**
 * From `from` to `to` along half a period of the cosine, ½ − ½ cos πv at v = step / steps, then
 * constant. With `from` above `to` it lets a learning rate fall.
 *
 * Source: "SGDR: Stochastic Gradient Descent with Warm Restarts", Loshchilov and Hutter, 2017,
 * https://arxiv.org/abs/1608.03983
 *
 * @example
 * const beta = cosine({ from: 0, to: 1, steps: 10_000 });
 */
export const cosine: Described<Ramp, Schedule> = ramp("cosine", "Half a period of the cosine");

// It never ends; at 99 % it is told to have settled.
const LOGIT_OF_99 = Math.log(99);

export interface SigmoidOptions {
  /** x₀, the step at which it is a half. */
  readonly middle: number;
  /** k, the slope per step. */
  readonly slope: number;
}

/**
 * The logistic curve 1 / (1 + e^{−k (step − x₀)}); a well-known setting is k = 0.0025, x₀ = 2500.
 *
 * Source: "Generating Sentences from a Continuous Space", Bowman et al., 2016,
 * https://arxiv.org/abs/1511.06349
 *
 * @example
 * const beta = sigmoid({ middle: 2500, slope: 0.0025 });
 */
export const sigmoid: Described<SigmoidOptions, Schedule> = described(
  "schedule",
  "sigmoid",
  "The logistic curve",
  (options): Schedule => {
    const { middle, slope } = options;
    positive("sigmoid.slope", slope);
    return settling(
      Math.max(0, Math.ceil(middle + LOGIT_OF_99 / slope)),
      (step) => 1 / (1 + Math.exp(-slope * (step - middle))),
    );
  },
  { middle: rules.NUMBER, slope: rules.ABOVE_ZERO },
);

export interface CyclicalOptions {
  readonly period: number;
  readonly cycles?: number;
  /** R, the part of a cycle that rises. */
  readonly ratio?: number;
  readonly from?: number;
  readonly to?: number;
  /** How it rises; linear when absent. */
  readonly shape?: Shape;
}

/**
 * Cycles of `period` steps: within each from `from` to `to` over the first `ratio` of it, then
 * `to`. After `cycles` of them, without end when it is absent, `to` for good.
 *
 * Source: "Cyclical Annealing Schedule: A Simple Approach to Mitigating KL Vanishing",
 * Fu et al., 2019, https://arxiv.org/abs/1903.10145
 *
 * @example
 * const beta = cyclical({ period: 10_000, cycles: 4 });
 */
export const cyclical: Described<CyclicalOptions, Schedule> = described(
  "schedule",
  "cyclical",
  "Cycles of a rise",
  (options): Schedule => {
    const { period, cycles = Number.POSITIVE_INFINITY, ratio = 0.5, from = 0, to = 1 } = options;
    const rise = SHAPES[options.shape ?? "linear"];
    positive("cyclical.period", period);
    positive("cyclical.cycles", cycles);
    positive("cyclical.ratio", ratio);
    // Without an end it is as it will be after one cycle.
    return settling(period * (Number.isFinite(cycles) ? cycles : 1), (step) => {
      if (step >= cycles * period) return to;
      const done = (step % period) / period / ratio;
      return done < 1 ? from + (to - from) * rise(done) : to;
    });
  },
  {
    period: rules.ABOVE_ZERO,
    cycles: rules.optional(rules.ABOVE_ZERO),
    ratio: rules.optional(rules.ABOVE_ZERO),
    from: rules.optional(rules.NUMBER),
    to: rules.optional(rules.NUMBER),
    shape: rules.optional(rules.oneOf(Object.keys(SHAPES))),
  },
);

export interface RemainderOptions {
  /** What there is. */
  readonly of: number;
  /** What is taken away. */
  readonly less: Schedule;
}

/**
 * What a schedule leaves of a number: max(0, of − less(step)), so that two weights add up to it.
 *
 * @example
 * const weight = remainder({ of: 10, less: linear({ from: 0, to: 1, steps: 10_000 }) });
 */
export const remainder: Described<RemainderOptions, Schedule> = described(
  "schedule",
  "remainder",
  "What a schedule leaves of a number",
  ({ of, less }): Schedule => {
    const left = (step: number) => Math.max(0, of - less(step));
    return less.settles === undefined ? left : settling(less.settles, left);
  },
  { of: rules.NUMBER, less: rules.FUNCTION },
);

/** Every schedule as a plugin. */
export const schedules: readonly AnyPlugin[] = [
  constantly,
  cosine,
  cyclical,
  linear,
  remainder,
  sigmoid,
];
