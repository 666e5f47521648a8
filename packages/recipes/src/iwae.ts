import { checkOptions, elbo } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { iwae as importanceWeighted } from "@textvae/objectives";
import * as z from "zod";
import { sentenceVaeParts } from "./network.ts";
import { gaussianOptions, optimizerOf, untilOf } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { scheduled, scheduledOptions } from "./schedule.ts";

const options = z.strictObject({
  ...gaussianOptions,
  ...scheduledOptions,
  samples: z.int().min(1).default(5).describe("K, the importance samples of a training step"),
});

/** The parts of `nvrnn` with a Gaussian code, trained on the importance-weighted bound. */
export const iwae: Recipe<typeof options> = defineRecipe({
  name: "iwae",
  description: "LSTM text VAE trained on the importance-weighted bound of K samples",
  paper: {
    title: "Importance Weighted Autoencoders",
    year: 2016,
    url: "https://arxiv.org/abs/1509.00519",
  },
  options,
  settled: scheduled,
  create(input, registry) {
    const chosen = scheduled(checkOptions(options, input, "iwae"));
    return {
      parts: sentenceVaeParts(chosen, registry),
      objective: importanceWeighted({ samples: chosen.samples }),
      evaluation: elbo({ divergence: kl() }),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes: [
        `trained on IW-${chosen.samples}, selected and evaluated on the looser ELBO; IW-K of the result is tighter`,
      ],
    };
  },
});
