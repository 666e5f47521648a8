import { bowCondition } from "@textvae/condition-bow";
import { checkOptions } from "@textvae/core";
import { tokenEmbedding } from "@textvae/layers";
import * as z from "zod";
import { conditionNotes } from "./conditions.ts";
import { latentPartsOf } from "./latent.ts";
import { sentenceNetwork } from "./network.ts";
import { nvrnnOptions, nvrnnPlan, presetsOf } from "./nvrnn-plan.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { scheduled } from "./schedule.ts";

const options = z.strictObject({
  ...nvrnnOptions,
  bow: z.int().min(1).default(200).describe("width of the bag of words beside each decoded word"),
});

/**
 * `nvrnn` whose decoder is told the mean word vector of the very sentence it decodes, so that the
 * code has to carry their order alone. Its numbers are those of p(x|bag of x).
 */
export const nvrnnBow: Recipe<typeof options> = defineRecipe({
  name: "nvrnn-bow",
  description: "nvrnn whose decoder is told the bag of words of its sentence",
  paper: {
    title: "Spherical Latent Spaces for Stable Variational Autoencoders",
    year: 2018,
    url: "https://arxiv.org/abs/1808.10805",
  },
  options,
  settled: scheduled,
  create(input, registry) {
    const chosen = scheduled(checkOptions(options, input, "nvrnn-bow"));
    const { bow: size, dropout, protocol } = chosen;
    const embedding = tokenEmbedding({ size: chosen.embedding });
    const parts = {
      ...sentenceNetwork(chosen, registry, { embedding }),
      ...latentPartsOf(chosen, registry, presetsOf(chosen)),
      condition: bowCondition({ embedding, size, dropout, protocol }),
    };
    return nvrnnPlan(chosen, parts, conditionNotes("bag of words of the sentence itself"));
  },
});
