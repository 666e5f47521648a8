import type { Optimizer, Schedule, Until } from "@textvae/core";
import {
  adam,
  chain,
  clipByGlobalNorm,
  decayOnPlateau,
  type PlateauOptions,
  sgd,
} from "@textvae/optimizers";
import { cosine, cyclical, linear, sigmoid } from "@textvae/schedules";
import * as z from "zod";
import { latentOptions } from "./latent.ts";
import { outputOptions } from "./outputs.ts";

/** A number > 0 whose squares and quotients single precision holds too. */
export const positive = z.number().min(1e-9).max(1e9);
/** A learning rate. */
export const rate = z.number().min(1e-9).max(1000);
/** A weight of a term of a loss, which single precision holds beside the others. */
export const termWeight = z.number().min(0).max(1e6);
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
  ...outputOptions,
};

export const optimizerOptions = {
  optimizer: z.enum(["sgd", "adam"]).default("sgd").describe("sgd with decay on plateau, or adam"),
  learningRate: rate.optional().describe("default: 10 for sgd, 0.001 for adam"),
  decay: z
    .number()
    .min(1)
    .max(1e6)
    .optional()
    .describe(
      "divides the rate at a validation without a new best; default: 1.2 for sgd, 1 for adam",
    ),
  decaySteps: count
    .optional()
    .describe(
      "updates over which the rate falls to zero in a straight line, and training ends; then --decay is 1",
    ),
  clip: positive.optional().describe("largest gradient norm; default: 0.25 for sgd, 5 for adam"),
  batchSize: count.default(20).describe("sentences per update"),
  patience: count.default(15).describe("evaluations without a new best before training ends"),
};

export type OptimizerOptions = z.output<z.ZodObject<typeof optimizerOptions>>;

export const annealingOptions = {
  anneal: z
    .enum(["none", "linear", "cosine", "sigmoid", "cyclical"])
    .default("none")
    .describe("how the KL weight grows"),
  annealSteps: count.default(40_000).describe("updates until the KL weight is 1, or of one cycle"),
  annealFrom: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("KL weight at the beginning; a sigmoid begins where its slope says"),
  annealSlope: positive
    .optional()
    .describe("slope k of a sigmoid about the middle; default: 10 / annealSteps"),
  annealCycles: count.default(4).describe("cycles of cyclical annealing"),
};
type AnnealingOptions = z.output<z.ZodObject<typeof annealingOptions>>;

/** How a latent LSTM model with a Gaussian code is made and trained, whatever its objective. */
export const gaussianOptions = {
  ...latentOptions,
  prior: latentOptions.prior.default("gaussian"),
  ...networkOptions,
  ...optimizerOptions,
};

/** SGD as a paper has it: rate, largest gradient norm, and its decay on a plateau. */
export interface PublishedSgd extends PlateauOptions {
  readonly learningRate: number;
  readonly clip: number;
}

/** SGD of the vMF paper's sentence models. */
const NVRNN: PublishedSgd = { learningRate: 10, clip: 0.25, divide: 1.2 };

/** SGD of lagging inference and of free bits after pretraining, where epochs are evaluations. */
export const HALVED: PublishedSgd = {
  learningRate: 1,
  clip: 5,
  divide: 2,
  patience: 1,
  after: 15,
  reload: true,
  maxDecays: 5,
};

/** What the options of the optimiser default to where that SGD is the published one. */
export const halvedOptions = {
  ...optimizerOptions,
  learningRate: optimizerOptions.learningRate.describe("default: as published, 0.001 for adam"),
  clip: optimizerOptions.clip.describe("largest gradient norm; default: 5"),
  batchSize: optimizerOptions.batchSize.default(32),
  patience: count
    .optional()
    .describe(
      "evaluations without a new best before training ends; default: only five decays end it",
    ),
};

/** Clipped gradients, SGD as published or Adam, and a rate that decays on a plateau or in a line. */
export const optimizerOf = (
  options: Omit<OptimizerOptions, "batchSize" | "patience">,
  { learningRate: publishedRate, clip: publishedClip, ...plateau }: PublishedSgd = NVRNN,
): Optimizer => {
  const { optimizer, learningRate, decay, decaySteps, clip } = options;
  const divide = decay ?? (decaySteps === undefined ? undefined : 1);
  return optimizer === "sgd"
    ? chain(
        clipByGlobalNorm(clip ?? publishedClip),
        sgd({ learningRate: rateOf(learningRate ?? publishedRate, decaySteps) }),
        ...decaying({ ...plateau, divide: divide ?? plateau.divide }),
      )
    : chain(
        clipByGlobalNorm(clip ?? 5),
        adam({ learningRate: rateOf(learningRate ?? 1e-3, decaySteps) }),
        ...decaying({ divide: divide ?? 1 }),
      );
};

/** The rate, or its fall to zero in a straight line. */
export const rateOf = (from: number, decaySteps: number | undefined): number | Schedule =>
  decaySteps === undefined ? from : linear({ from, to: 0, steps: decaySteps });

/** When training ends: validation that stopped improving, or a rate that is zero. */
export const untilOf = ({
  patience,
  decaySteps,
}: {
  readonly patience?: number | undefined;
  readonly decaySteps?: number | undefined;
}): Until => ({
  sinceBest: patience,
  ...(decaySteps !== undefined && { steps: decaySteps }),
});

/** Decay on a plateau, if anything is divided. */
export const decaying = (plateau: PlateauOptions): Optimizer[] =>
  plateau.divide > 1 ? [decayOnPlateau(plateau)] : [];

/** The weight of the divergence over the updates of a run, or of the phase that anneals. */
export const weightOf = (options: AnnealingOptions): number | Schedule => {
  const { anneal, annealSteps: steps, annealFrom: from } = options;
  switch (anneal) {
    case "none":
      return 1;
    case "linear":
      return linear({ from, to: 1, steps });
    case "cosine":
      return cosine({ from, to: 1, steps });
    case "sigmoid":
      return sigmoid({ middle: steps / 2, slope: options.annealSlope ?? 10 / steps });
    case "cyclical":
      return cyclical({ period: steps, cycles: options.annealCycles, from });
  }
};
