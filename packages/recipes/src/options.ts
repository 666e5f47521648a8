import {
  adam,
  chain,
  clipByGlobalNorm,
  decayOnPlateau,
  linear,
  type Optimizer,
  type Schedule,
  sgd,
  sigmoid,
} from "@textvae/core";
import { z } from "zod";
import { latentOptions } from "./latent.ts";

const positive = z.number().positive();
const count = z.int().min(1);

/** The network that language models and text VAEs of the vMF paper share. */
export const networkOptions = {
  embedding: count.default(100).describe("width of word vectors"),
  hidden: count.default(400).describe("width of LSTM states"),
  layers: count.default(1).describe("LSTM layers of the decoder"),
  dropout: z.number().min(0).max(0.95).default(0.5).describe("dropout on inputs and outputs"),
  inputless: z.boolean().default(false).describe("decode without seeing the words before"),
  wordDropout: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("rate of input words replaced by unknown"),
};

export const optimizerOptions = {
  optimizer: z.enum(["sgd", "adam"]).default("sgd").describe("sgd with decay on plateau, or adam"),
  learningRate: positive.optional().describe("default: 10 for sgd, 0.001 for adam"),
  decay: z
    .number()
    .min(1)
    .optional()
    .describe(
      "divides the rate at a validation without a new best; default: 1.2 for sgd, 1 for adam",
    ),
  clip: positive.optional().describe("largest gradient norm; default: 0.25 for sgd, 5 for adam"),
  batchSize: count.default(20).describe("sentences per update"),
  patience: count.default(15).describe("evaluations without a new best before training ends"),
};

export type OptimizerOptions = z.output<z.ZodObject<typeof optimizerOptions>>;

export const annealingOptions = {
  anneal: z.enum(["none", "linear", "sigmoid"]).default("none").describe("how the KL weight grows"),
  annealSteps: count.default(40_000).describe("updates until the KL weight is 1"),
};

/** How a latent LSTM model with a Gaussian code is made and trained, whatever its objective. */
export const gaussianOptions = {
  ...latentOptions,
  prior: latentOptions.prior.default("gaussian"),
  ...networkOptions,
  ...optimizerOptions,
};

/** SGD of the vMF paper's sentence models. */
const NVRNN = { learningRate: 10, clip: 0.25, divide: 1.2 } as const;

/** Clipped gradients, SGD as published or Adam, and decay on plateau. */
export const optimizerOf = (
  { optimizer, learningRate, decay, clip }: Omit<OptimizerOptions, "batchSize" | "patience">,
  published: { learningRate: number; clip: number; divide: number } = NVRNN,
): Optimizer => {
  const preset =
    optimizer === "sgd" ? published : ({ learningRate: 1e-3, clip: 5, divide: 1 } as const);
  const rate = { learningRate: learningRate ?? preset.learningRate };
  const divide = decay ?? preset.divide;
  return chain(
    clipByGlobalNorm(clip ?? preset.clip),
    optimizer === "sgd" ? sgd(rate) : adam(rate),
    ...(divide > 1 ? [decayOnPlateau({ divide })] : []),
  );
};

/** The weight of the divergence over the updates of a run. */
export const weightOf = (options: {
  readonly anneal: "none" | "linear" | "sigmoid";
  readonly annealSteps: number;
}): number | Schedule => {
  const steps = options.annealSteps;
  if (options.anneal === "none") return 1;
  return options.anneal === "linear"
    ? linear({ from: 0, to: 1, steps })
    : sigmoid({ middle: steps / 2, slope: 10 / steps });
};
