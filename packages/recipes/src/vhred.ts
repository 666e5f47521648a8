import { dialogueCondition } from "@textvae/condition-dialogue";
import { checkOptions, elbo } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { tokenEmbedding } from "@textvae/layers";
import * as z from "zod";
import { conditionalNetwork, conditionalOptions } from "./conditional-network.ts";
import { conditionNotes } from "./conditions.ts";
import { annealingOptions, optimizerOf, optimizerOptions, untilOf, weightOf } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const width = z.int().min(1);

const options = z.strictObject({
  ...conditionalOptions,
  wordDropout: conditionalOptions.wordDropout.default(0.25),
  utteranceHidden: width.default(300).describe("width of each direction over an utterance before"),
  contextHidden: width.default(600).describe("width of the state over the utterances before"),
  goal: width.optional().describe("width of the speaker's goal; without it the goal is not read"),
  ...annealingOptions,
  anneal: annealingOptions.anneal.default("linear"),
  annealSteps: annealingOptions.annealSteps.default(60_000),
  ...optimizerOptions,
  optimizer: optimizerOptions.optimizer.default("adam"),
  batchSize: optimizerOptions.batchSize.default(30),
  patience: optimizerOptions.patience.default(20),
});

/**
 * The latent variable hierarchical encoder-decoder of dialogues: a code z for each utterance, told
 * what was said before, c: q(z|x, c), p(z|c) and p(x|z, c), with words dropped from the decoder's
 * inputs. LSTMs where the paper has GRUs, and log σ where it has a softplus.
 */
export const vhred: Recipe<typeof options> = defineRecipe({
  name: "vhred",
  description: "dialogue VAE with one code per utterance, told what was said before",
  paper: {
    title: "A Hierarchical Latent Variable Encoder-Decoder Model for Generating Dialogues",
    year: 2017,
    url: "https://arxiv.org/abs/1605.06069",
  },
  options,
  create(input, registry) {
    const chosen = checkOptions(options, input, "vhred");
    const { utteranceHidden: utterance, contextHidden: hidden, goal, dropout } = chosen;
    const embedding = tokenEmbedding({ size: chosen.embedding });
    const condition = dialogueCondition({ embedding, utterance, hidden, goal, dropout });
    const divergence = kl();
    return {
      parts: conditionalNetwork(chosen, registry, { condition, embedding, size: 100 }),
      objective: elbo({ divergence, beta: weightOf(chosen) }),
      evaluation: elbo({ divergence }),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes: conditionNotes("utterances before"),
    };
  },
});
