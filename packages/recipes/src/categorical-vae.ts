import { checkOptions } from "@textvae/core";
import { categorical } from "@textvae/prior-categorical";
import * as z from "zod";
import { documentPlan, hashingNotes, hashingOptions } from "./document.ts";
import { positive } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const options = z.strictObject({
  variables: z.int().min(1).default(10).describe("categorical variables of the code"),
  classes: z.int().min(2).default(20).describe("classes of each variable"),
  relaxation: z
    .enum(["gumbel-softmax", "straight-through-argmax", "straight-through-sample"])
    .default("gumbel-softmax")
    .describe("how samples let gradients through while training"),
  temperature: positive.default(0.9).describe("temperature of the relaxation"),
  learnedPrior: z.boolean().default(false).describe("a learned prior instead of the uniform one"),
  ...hashingOptions,
});

/** A document model whose code is a handful of categorical variables. */
export const categoricalVae: Recipe<typeof options> = defineRecipe({
  name: "categorical-vae",
  description: "bag-of-words document VAE with a categorical code",
  paper: {
    title: "Categorical Reparameterization with Gumbel-Softmax",
    year: 2017,
    url: "https://arxiv.org/abs/1611.01144",
  },
  options,
  create(input) {
    const chosen = checkOptions(options, input, "categorical-vae");
    const { variables, classes, relaxation, temperature, learnedPrior, beta } = chosen;
    const prior = learnedPrior ? "learned" : "uniform";
    return documentPlan(chosen, {
      prior: categorical({ variables, classes, relaxation, temperature, prior }),
      beta,
      notes: hashingNotes({ beta }),
    });
  },
});
