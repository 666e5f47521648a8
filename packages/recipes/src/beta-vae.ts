import { checkOptions, elbo } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import * as z from "zod";
import { sentenceVaeParts } from "./network.ts";
import { gaussianOptions, optimizerOf, termWeight, untilOf } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { scheduled, scheduledOptions } from "./schedule.ts";

const options = z.strictObject({
  ...gaussianOptions,
  ...scheduledOptions,
  beta: termWeight
    .default(0.4)
    .describe("weight of the KL: below 1 against collapse, above 1 to disentangle"),
});

/** The parts of `nvrnn` with a Gaussian code, trained with a KL of constant weight β. */
export const betaVae: Recipe<typeof options> = defineRecipe({
  name: "beta-vae",
  description: "LSTM text VAE trained with a constant weight of the KL",
  paper: {
    title: "beta-VAE: Learning Basic Visual Concepts with a Constrained Variational Framework",
    year: 2017,
    url: "https://openreview.net/forum?id=Sy2fzU9gl",
  },
  options,
  settled: scheduled,
  create(input, registry) {
    const chosen = scheduled(checkOptions(options, input, "beta-vae"));
    const divergence = kl();
    return {
      parts: sentenceVaeParts(chosen, registry),
      objective: elbo({ divergence, beta: chosen.beta }),
      evaluation: elbo({ divergence }),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes:
        chosen.beta === 1
          ? []
          : [`trained with β = ${chosen.beta}; the numbers are those of weight 1, a bound`],
    };
  },
});
