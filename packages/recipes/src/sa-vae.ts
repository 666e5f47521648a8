import { checkOptions } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { semiAmortized } from "@textvae/objectives";
import * as z from "zod";
import { dimOption } from "./latent.ts";
import { sentenceVaeParts } from "./network.ts";
import {
  annealingOptions,
  gaussianOptions,
  HALVED,
  halvedOptions,
  optimizerOf,
  positive,
  rate,
  untilOf,
  weightOf,
} from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const options = z.strictObject({
  ...gaussianOptions,
  dim: dimOption(32),
  refinements: z
    .int()
    .min(1)
    .default(20)
    .describe("K, the gradient steps on each posterior; a training step costs 3K + 2 passes"),
  refinementRate: rate.default(1 / 32).describe("size of those steps, on the ELBO of an item"),
  refinementMomentum: z.number().min(0).max(0.99).default(0.5).describe("momentum of those steps"),
  refinementClip: positive.default(5).describe("largest norm of an item's gradient in those steps"),
  ...annealingOptions,
  ...halvedOptions,
});

/** The parts of `nvrnn` with a Gaussian code, whose posteriors are refined for each sentence. */
export const saVae: Recipe<typeof options> = defineRecipe({
  name: "sa-vae",
  description: "LSTM text VAE with semi-amortised inference",
  paper: {
    title: "Semi-Amortized Variational Autoencoders",
    year: 2018,
    url: "https://arxiv.org/abs/1802.02550",
  },
  options,
  needs: {
    refinementMomentum: { option: "refinements", above: 1 },
  },
  create(input, registry) {
    const chosen = checkOptions(options, input, "sa-vae");
    const { refinements: steps } = chosen;
    const terms = {
      divergence: kl(),
      steps,
      learningRate: chosen.refinementRate,
      momentum: chosen.refinementMomentum,
      clip: chosen.refinementClip,
    };
    return {
      parts: sentenceVaeParts(chosen, registry),
      objective: semiAmortized({ ...terms, beta: weightOf(chosen) }),
      evaluation: semiAmortized(terms),
      optimizer: optimizerOf(chosen, { ...HALVED, patience: 0 }),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes: [
        `each posterior is refined by ${steps} steps, in evaluation too; codes that are shown, IW-K and what is diagnosed come from the encoder alone`,
      ],
    };
  },
});
