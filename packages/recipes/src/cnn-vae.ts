import { checkOptions, elbo } from "@textvae/core";
import { cnnDecoder } from "@textvae/decoder-cnn";
import { kl } from "@textvae/divergence-kl";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { tokenEmbedding } from "@textvae/layers";
import * as z from "zod";
import { dimOption, latentPartsOf } from "./latent.ts";
import { annealingOptions, gaussianOptions, optimizerOf, untilOf, weightOf } from "./options.ts";
import { outputOf } from "./outputs.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const { layers: _, ...shared } = gaussianOptions;

// Half the paper's widths, which were set for reviews of a hundred words, and its code.
const options = z.strictObject({
  ...shared,
  ...annealingOptions,
  dim: dimOption(32),
  embedding: shared.embedding.default(256),
  hidden: shared.hidden.default(512).describe("width of LSTM states and between blocks"),
  filters: z.int().min(1).default(256).describe("width of the dilated convolutions"),
  size: z
    .enum(["small", "medium", "large", "very-large"])
    .default("small")
    .describe("words the decoder sees: 15, 63, 125 or 187"),
  optimizer: shared.optimizer.default("adam"),
});

/** An LSTM encoder and a dilated convolutional decoder that sees a limited number of words. */
export const cnnVae: Recipe<typeof options> = defineRecipe({
  name: "cnn-vae",
  description: "Text VAE with a dilated convolutional decoder",
  paper: {
    title: "Improved Variational Autoencoders for Text Modeling using Dilated Convolutions",
    year: 2017,
    url: "https://arxiv.org/abs/1702.08139",
  },
  options,
  create(input, registry) {
    const chosen = checkOptions(options, input, "cnn-vae");
    const { hidden, filters, dropout, wordDropout, inputless, size } = chosen;
    const embedding = tokenEmbedding({ size: chosen.embedding });
    const network = { embedding, hidden, dropout };
    const divergence = kl();
    return {
      parts: {
        encoder: lstmEncoder(network),
        decoder: cnnDecoder({
          ...network,
          filters,
          wordDropout,
          inputless,
          dilations: size,
          output: outputOf(chosen, registry),
        }),
        ...latentPartsOf(chosen, registry),
      },
      objective: elbo({ divergence, beta: weightOf(chosen) }),
      evaluation: elbo({ divergence }),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes: [],
    };
  },
});
