import { checkOptions } from "@textvae/core";
import * as z from "zod";
import { bowLossNeeds, bowLossOptions, withBowLoss } from "./bow-loss.ts";
import { conditionNotes, conditionOf, conditionOptions } from "./conditions.ts";
import { latentPartsOf } from "./latent.ts";
import { sentenceNetwork } from "./network.ts";
import { nvrnnOptions, nvrnnPlan, presetsOf } from "./nvrnn-plan.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { scheduled } from "./schedule.ts";

const options = z.strictObject({ ...nvrnnOptions, ...conditionOptions, ...bowLossOptions });

/**
 * The variational recurrent language model with a von Mises-Fisher or Gaussian code. A condition,
 * such as the rating of a review, stands beside each word of the encoder and of the decoder. A
 * bag-of-words loss, of `bowWeight`, makes the code say which words there are.
 */
export const nvrnn: Recipe<typeof options> = defineRecipe({
  name: "nvrnn",
  description: "LSTM text VAE with a von Mises-Fisher or Gaussian code, standard or inputless",
  paper: {
    title: "Spherical Latent Spaces for Stable Variational Autoencoders",
    year: 2018,
    url: "https://arxiv.org/abs/1808.10805",
  },
  options,
  needs: bowLossNeeds,
  settled: scheduled,
  create(input, registry) {
    const chosen = scheduled(checkOptions(options, input, "nvrnn"));
    const condition = conditionOf(chosen, registry);
    const network = sentenceNetwork(chosen, registry, { encoderCondition: "input" });
    const parts = {
      ...network,
      decoder: withBowLoss(network.decoder, chosen),
      ...latentPartsOf(chosen, registry, presetsOf(chosen)),
      ...(condition && { condition }),
    };
    return nvrnnPlan(chosen, parts, conditionNotes(chosen.condition));
  },
});
