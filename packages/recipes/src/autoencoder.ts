import { checkOptions } from "@textvae/core";
import { autoencoder as reconstruction } from "@textvae/objectives";
import { deterministic } from "@textvae/prior-gaussian";
import * as z from "zod";
import { sentenceNetwork } from "./network.ts";
import { optimizerOf, untilOf } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { scheduled, scheduledOptions } from "./schedule.ts";

const options = z.strictObject({
  dim: z.int().min(1).default(50).describe("width of the code"),
  ...scheduledOptions,
});

/** The deterministic sentence autoencoder: the parts of `nvrnn` with a code that has no noise. */
export const autoencoder: Recipe<typeof options> = defineRecipe({
  name: "autoencoder",
  description: "LSTM autoencoder with a deterministic code; its loss is not a bound",
  paper: {
    title: "Reducing the Dimensionality of Data with Neural Networks",
    year: 2006,
    url: "https://doi.org/10.1126/science.1127647",
  },
  options,
  settled: scheduled,
  create(input, registry) {
    const chosen = scheduled(checkOptions(options, input, "autoencoder"));
    return {
      parts: {
        ...sentenceNetwork(chosen, registry),
        prior: deterministic({ size: chosen.dim }),
      },
      objective: reconstruction(),
      evaluation: reconstruction(),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes: ["the reconstruction alone, not a bound on the likelihood"],
    };
  },
});
