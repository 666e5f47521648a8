import { checkOptions, elbo } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { aggressive } from "@textvae/optimizers";
import * as z from "zod";
import { dimOption } from "./latent.ts";
import { sentenceVaeParts } from "./network.ts";
import {
  annealingOptions,
  gaussianOptions,
  HALVED,
  halvedOptions,
  optimizerOf,
  weightOf,
} from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

// Updates of the encoder alone would use a falling rate up before the decoder has learned.
const { decaySteps: _, ...optimizing } = halvedOptions;
const { decaySteps: __, ...gaussian } = gaussianOptions;

const options = z.strictObject({
  ...gaussian,
  dim: dimOption(32),
  ...annealingOptions,
  inferenceUpdates: z
    .int()
    .min(1)
    .default(100)
    .describe("most updates of the encoder before one of the decoder"),
  compareEvery: z
    .int()
    .min(1)
    .default(15)
    .describe("updates of the encoder between comparisons of its loss"),
  ...optimizing,
});

/** The parts of `nvrnn` with a Gaussian code, whose encoder is trained ahead of the decoder. */
export const lagging: Recipe<typeof options> = defineRecipe({
  name: "lagging",
  description: "LSTM text VAE with aggressive training of the lagging inference network",
  paper: {
    title: "Lagging Inference Networks and Posterior Collapse in Variational Autoencoders",
    year: 2019,
    url: "https://arxiv.org/abs/1901.05534",
  },
  options,
  needs: {
    compareEvery: { option: "inferenceUpdates", atLeastIt: true },
  },
  create(input, registry) {
    const chosen = checkOptions(options, input, "lagging");
    const { inferenceUpdates: maxUpdates, compareEvery, patience } = chosen;
    const divergence = kl();
    return {
      parts: sentenceVaeParts(chosen, registry),
      objective: elbo({ divergence, beta: weightOf(chosen) }),
      evaluation: elbo({ divergence }),
      optimizer: optimizerOf(chosen, HALVED),
      update: aggressive({
        inference: chosen.flow ? ["encoder", "prior", "flow"] : ["encoder", "prior"],
        maxUpdates,
        compareEvery,
      }),
      batchSize: chosen.batchSize,
      until: { sinceBest: patience },
      notes: [
        `a step is one update of the decoder; until mutual information falls, up to ${maxUpdates} of the encoder go before it`,
      ],
    };
  },
});
