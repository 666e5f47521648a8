import * as z from "zod";
import { networkOptions, type OptimizerOptions, optimizerOptions } from "./options.ts";

/** What a schedule sets where the options say nothing. */
interface Schedule
  extends Pick<OptimizerOptions, "optimizer" | "batchSize" | "learningRate" | "decay"> {
  readonly dropout: number;
  /** The first rate of one that falls to zero, `decaySteps` updates from there. */
  readonly fallingFrom: number;
}

const schedules: Readonly<Record<"fast" | "published", Schedule>> = {
  fast: {
    ...{ optimizer: "adam", learningRate: 0.002, decay: 2, fallingFrom: 0.008 },
    ...{ dropout: 0.4, batchSize: 32 },
  },
  published: { optimizer: "sgd", fallingFrom: 10, dropout: 0.5, batchSize: 20 },
};

/** `networkOptions` and `optimizerOptions` of a model that may be trained faster than as published. */
export const scheduledOptions = {
  ...networkOptions,
  ...optimizerOptions,
  schedule: z
    .enum(["fast", "published"])
    .default("fast")
    .describe("fast: Adam, halved at each validation without a new best; published: SGD"),
  dropout: networkOptions.dropout
    .removeDefault()
    .optional()
    .describe("dropout on inputs and outputs; default: 0.4, or 0.5 as published"),
  optimizer: optimizerOptions.optimizer
    .removeDefault()
    .optional()
    .describe("sgd with decay on plateau, or adam; default: of the schedule"),
  learningRate: optimizerOptions.learningRate.describe(
    "default: 0.002, 0.008 with --decay-steps, or 10 as published; with --optimizer 0.001 for adam, 10 for sgd",
  ),
  decay: optimizerOptions.decay.describe(
    "divides the rate at a validation without a new best; default: 2, or 1.2 as published; with --optimizer 1 for adam, 1.2 for sgd",
  ),
  batchSize: optimizerOptions.batchSize
    .removeDefault()
    .optional()
    .describe("sentences per update; default: 32, or 20 as published"),
};

/** The options of a schedule as they were given. */
type Open = { readonly [option in keyof Schedule]?: Schedule[option] | undefined } & {
  readonly schedule: keyof typeof schedules;
  readonly decaySteps?: number | undefined;
};

type Settled<O> = Omit<O, "dropout" | "optimizer" | "batchSize"> &
  Pick<Schedule, "dropout" | "optimizer" | "batchSize">;

/**
 * The options with what their schedule sets. Its rate and decay belong to its optimiser: who names
 * an optimiser gets that one's own.
 */
export const scheduled = <O extends Open>(chosen: O): Settled<O> => {
  const { learningRate, decay, fallingFrom, ...rest } = schedules[chosen.schedule];
  const given = Object.fromEntries(
    Object.entries(chosen).filter(([, value]) => value !== undefined),
  ) as O;
  const falls = given.decaySteps !== undefined;
  const rates = falls ? { learningRate: fallingFrom } : { learningRate, decay };
  return { ...rest, ...(given.optimizer === undefined && rates), ...given } as Settled<O>;
};
