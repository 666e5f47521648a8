import { checkOptions } from "@textvae/core";
import { bernoulli } from "@textvae/prior-bernoulli";
import * as z from "zod";
import { bitsOptions, documentPlan, hashingNotes } from "./document.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const options = z.strictObject({
  bits: z.int().min(1).default(32).describe("bits of the code"),
  learnedPrior: z.boolean().default(false).describe("a learned prior instead of the uniform one"),
  noise: z.boolean().default(true).describe("noise of a learned scale on codes while training"),
  ...bitsOptions,
});

/** Semantic hashing with independent bits, straight-through gradients and noise on the codes. */
export const bernoulliHash: Recipe<typeof options> = defineRecipe({
  name: "bernoulli-hash",
  description: "bag-of-words document VAE with a binary code, for hashing",
  paper: {
    title: "NASH: Toward End-to-End Neural Architecture for Generative Semantic Hashing",
    year: 2018,
    url: "https://arxiv.org/abs/1805.05361",
  },
  options,
  create(input) {
    const chosen = checkOptions(options, input, "bernoulli-hash");
    const { bits, learnedPrior, noise, beta } = chosen;
    return documentPlan(chosen, {
      prior: bernoulli({ size: bits, prior: learnedPrior ? "learned" : 0.5, noise }),
      beta,
      notes: hashingNotes(chosen),
    });
  },
});
