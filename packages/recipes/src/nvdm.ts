import { checkOptions } from "@textvae/core";
import * as z from "zod";
import { documentOptimizerOptions, documentOptions, documentPlan } from "./document.ts";
import { latentOptions, latentPartsOf } from "./latent.ts";
import { annealingOptions, weightOf } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const DIM = 25;

const options = z.strictObject({
  ...latentOptions,
  dim: latentOptions.dim.describe(`width of the latent code; default: ${DIM}`),
  ...documentOptions,
  ...annealingOptions,
  ...documentOptimizerOptions,
  batchSize: documentOptimizerOptions.batchSize.default(50),
});

/** The variational document model with a von Mises-Fisher or Gaussian code, on bags of words. */
export const nvdm: Recipe<typeof options> = defineRecipe({
  name: "nvdm",
  description: "bag-of-words document VAE with a von Mises-Fisher or Gaussian code",
  paper: {
    title: "Neural Variational Inference for Text Processing",
    year: 2016,
    url: "https://arxiv.org/abs/1511.06038",
  },
  options,
  create(input, registry) {
    const chosen = checkOptions(options, input, "nvdm");
    const latent = latentPartsOf(chosen, registry, {
      size: DIM,
      presets: { vmf: { kappa: 100 } },
    });
    return documentPlan(chosen, { ...latent, beta: weightOf(chosen) });
  },
});
