import { checkOptions, elbo } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { z } from "zod";
import { type LatentPresets, latentOptions } from "./latent.ts";
import { sentenceVaeParts } from "./network.ts";
import {
  annealingOptions,
  networkOptions,
  optimizerOf,
  optimizerOptions,
  weightOf,
} from "./options.ts";
import type { Recipe } from "./recipe.ts";

const options = z.strictObject({
  ...latentOptions,
  ...networkOptions,
  ...annealingOptions,
  samples: z
    .int()
    .min(1)
    .optional()
    .describe("posterior samples; default: 1, or 3 in the paper's protocol"),
  protocol: z
    .enum(["valid", "paper"])
    .default("valid")
    .describe("valid: a bound on the likelihood; paper: as published, not a bound"),
  ...optimizerOptions,
});

// What the published code does beside averaging codes: the KL of dimension m + 2 and a pull of
// the unnormalised direction towards norm 1.
const PAPER: LatentPresets = { presets: { vmf: { kl: "guu", normPenalty: 1e-4 } } };

/** The variational recurrent language model with a von Mises-Fisher or Gaussian code. */
export const nvrnn: Recipe<typeof options> = {
  name: "nvrnn",
  description: "LSTM text VAE with a von Mises-Fisher or Gaussian code, standard or inputless",
  paper: {
    title: "Spherical Latent Spaces for Stable Variational Autoencoders",
    year: 2018,
    url: "https://arxiv.org/abs/1808.10805",
  },
  options,
  create(input, registry) {
    const chosen = checkOptions(options, input, "nvrnn");
    const paper = chosen.protocol === "paper";
    const samples = chosen.samples ?? (paper ? 3 : 1);
    const terms = {
      divergence: kl(),
      samples,
      combine: paper ? "meanLatent" : "meanLogLikelihood",
    } as const;
    return {
      parts: sentenceVaeParts(chosen, registry, paper ? PAPER : {}),
      objective: elbo({ ...terms, beta: weightOf(chosen) }),
      evaluation: elbo(terms),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      patience: chosen.patience,
      notes: paper
        ? [
            `protocol "paper": the mean of ${samples} codes is decoded and the KL of one is charged; not a bound`,
          ]
        : [],
    };
  },
};
