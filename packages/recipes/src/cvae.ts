import { checkOptions, elbo, type ModelParts, type Registry } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { tokenEmbedding } from "@textvae/layers";
import * as z from "zod";
import { bowLossNeeds, bowLossOptions, withBowLoss } from "./bow-loss.ts";
import { conditionalNetwork, conditionalOptions } from "./conditional-network.ts";
import { conditionNotes, conditionOf, conditionOptions } from "./conditions.ts";
import { annealingOptions, optimizerOf, optimizerOptions, untilOf, weightOf } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const options = z.strictObject({
  ...conditionOptions,
  condition: z.string().default("label").describe("what the model is told: label or a plugin"),
  ...conditionalOptions,
  ...bowLossOptions,
  bowWeight: bowLossOptions.bowWeight.default(1),
  ...annealingOptions,
  anneal: annealingOptions.anneal.default("linear"),
  annealSteps: annealingOptions.annealSteps.default(10_000),
  ...optimizerOptions,
  optimizer: optimizerOptions.optimizer.default("adam"),
  batchSize: optimizerOptions.batchSize.default(30),
});

/**
 * The conditional VAE: q(z|x, c) from a two-way encoder and the condition, p(z|c) from a prior
 * network, p(x|z, c) with the condition beside each word, and a loss that makes z and c predict the
 * bag of words. LSTMs where the paper has GRUs.
 */
export const cvae: Recipe<typeof options> = defineRecipe({
  name: "cvae",
  description: "conditional LSTM text VAE with a prior network and a bag-of-words loss",
  paper: {
    title:
      "Learning Discourse-level Diversity for Neural Dialog Models using Conditional Variational Autoencoders",
    year: 2017,
    url: "https://arxiv.org/abs/1703.10960",
  },
  options,
  needs: bowLossNeeds,
  create(input, registry) {
    const chosen = checkOptions(options, input, "cvae");
    const divergence = kl();
    return {
      parts: partsOf(chosen, registry),
      objective: elbo({ divergence, beta: weightOf(chosen) }),
      evaluation: elbo({ divergence }),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes: conditionNotes(chosen.condition),
    };
  },
});

const partsOf = (chosen: z.output<typeof options>, registry: Registry): ModelParts => {
  const embedding = tokenEmbedding({ size: chosen.embedding });
  const condition = conditionOf(chosen, registry) as NonNullable<ModelParts["condition"]>;
  const parts = conditionalNetwork(chosen, registry, { condition, embedding, size: 200 });
  return { ...parts, decoder: withBowLoss(parts.decoder, chosen) };
};
