import { checkOptions, elbo } from "@textvae/core";
import { bowDecoder } from "@textvae/decoder-bow";
import { kl } from "@textvae/divergence-kl";
import { bowEncoder } from "@textvae/encoder-bow";
import { z } from "zod";
import { latentOptions, latentPartsOf } from "./latent.ts";
import { annealingOptions, optimizerOf, optimizerOptions, weightOf } from "./options.ts";
import type { Recipe } from "./recipe.ts";

const PUBLISHED = { learningRate: 1, clip: 1, divide: 1.1 } as const;

const options = z.strictObject({
  ...latentOptions,
  dim: latentOptions.dim.default(25),
  hidden: z.int().min(1).default(400).describe("width of the encoder's layer"),
  decoderHidden: z
    .int()
    .min(0)
    .default(400)
    .describe("width of the decoder's layer; 0: a linear softmax"),
  dropout: z.number().min(0).max(0.95).default(0.1).describe("dropout on the encoder's layer"),
  reads: z
    .enum(["counts", "presence", "frequencies", "log"])
    .default("counts")
    .describe("what the encoder reads of a count"),
  samples: z.int().min(1).default(3).describe("posterior samples"),
  ...annealingOptions,
  ...optimizerOptions,
  learningRate: optimizerOptions.learningRate.describe("default: 1 for sgd, 0.001 for adam"),
  clip: optimizerOptions.clip.describe("largest gradient norm; default: 1 for sgd, 5 for adam"),
  batchSize: optimizerOptions.batchSize.default(50).describe("documents per update"),
});

/** The variational document model with a von Mises-Fisher or Gaussian code, on bags of words. */
export const nvdm: Recipe<typeof options> = {
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
    const { hidden, decoderHidden, dropout, reads, samples } = chosen;
    const terms = { divergence: kl(), samples } as const;
    return {
      parts: {
        encoder: bowEncoder({ hidden: [hidden], dropout, reads }),
        ...latentPartsOf(chosen, registry, { vmf: { kappa: 100 } }),
        decoder: bowDecoder({ hidden: decoderHidden === 0 ? [] : [decoderHidden] }),
      },
      objective: elbo({ ...terms, beta: weightOf(chosen) }),
      evaluation: elbo(terms),
      optimizer: optimizerOf(chosen, PUBLISHED),
      batchSize: chosen.batchSize,
      patience: chosen.patience,
      notes: [],
    };
  },
};
