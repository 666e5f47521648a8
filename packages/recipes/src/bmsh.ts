import { checkOptions } from "@textvae/core";
import { bernoulli } from "@textvae/prior-bernoulli";
import { mixture } from "@textvae/prior-mixture";
import * as z from "zod";
import { bitsOptions, documentPlan, hashingNotes } from "./document.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const options = z.strictObject({
  bits: z.int().min(1).default(32).describe("bits of the code"),
  components: z.int().min(1).default(20).describe("components of the mixture prior"),
  noise: z.boolean().default(true).describe("noise of a learned scale on codes while training"),
  ...bitsOptions,
});

/** Semantic hashing with a learned mixture of Bernoulli codes as prior. */
export const bmsh: Recipe<typeof options> = defineRecipe({
  name: "bmsh",
  description: "bag-of-words document VAE with a binary code and a mixture prior, for hashing",
  paper: {
    title: "Document Hashing with Mixture-Prior Generative Models",
    year: 2019,
    url: "https://arxiv.org/abs/1908.11078",
  },
  options,
  create(input) {
    const chosen = checkOptions(options, input, "bmsh");
    const { bits, components, noise, beta } = chosen;
    return documentPlan(chosen, {
      prior: mixture({ prior: bernoulli({ size: bits, noise }), components }),
      beta,
      notes: hashingNotes(chosen),
    });
  },
});
