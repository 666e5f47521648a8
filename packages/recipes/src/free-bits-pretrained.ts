import { checkOptions, elbo, type Phase } from "@textvae/core";
import { freeBits, kl } from "@textvae/divergence-kl";
import * as z from "zod";
import { dimOption } from "./latent.ts";
import { sentenceVaeParts } from "./network.ts";
import {
  annealingOptions,
  gaussianOptions,
  HALVED,
  halvedOptions,
  optimizerOf,
  termWeight,
  untilOf,
  weightOf,
} from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const options = z.strictObject({
  ...gaussianOptions,
  dim: dimOption(32),
  pretrainEpochs: z.int().min(0).default(10).describe("epochs as an autoencoder; 0: none"),
  pretrainSteps: z.int().min(1).optional().describe("updates as an autoencoder, instead"),
  resetDecoder: z
    .boolean()
    .default(true)
    .describe("whether the decoder begins anew after the autoencoder"),
  freeNats: termWeight.default(8).describe("λ of the whole code, in nats"),
  per: z
    .enum(["dimension", "total"])
    .default("dimension")
    .describe("whether each dimension has its share of the free nats, or the code as a whole"),
  average: z
    .enum(["example", "batch"])
    .default("example")
    .describe("whether each example is held to them, or the mean of a batch"),
  ...annealingOptions,
  anneal: annealingOptions.anneal.default("linear"),
  annealSteps: annealingOptions.annealSteps.default(13_150),
  ...halvedOptions,
});

/** The parts of `nvrnn` with a Gaussian code: an autoencoder first, then a VAE with free bits. */
export const freeBitsPretrained: Recipe<typeof options> = defineRecipe({
  name: "free-bits-pretrained",
  description: "LSTM text VAE with free bits, its encoder pretrained in an autoencoder",
  paper: {
    title: "A Surprisingly Effective Fix for Deep Latent Variable Modeling of Text",
    year: 2019,
    url: "https://arxiv.org/abs/1909.00868",
  },
  options,
  needs: {
    pretrainEpochs: { option: "pretrainSteps", is: [undefined] },
    per: { option: "freeNats", above: 0 },
    average: { option: "freeNats", above: 0 },
  },
  create(input, registry) {
    const chosen = checkOptions(options, input, "free-bits-pretrained");
    const { freeNats, per, average, resetDecoder } = chosen;
    const divergence = kl();
    const target = per === "dimension" ? freeNats / chosen.dim : freeNats;
    const until =
      chosen.pretrainSteps === undefined
        ? { epochs: chosen.pretrainEpochs }
        : { steps: chosen.pretrainSteps };
    const pretrains = chosen.pretrainSteps !== undefined || chosen.pretrainEpochs > 0;
    const sgd = { ...HALVED, learningRate: 0.5, patience: 4 };
    const autoencoder: Phase = {
      name: "autoencoder",
      objective: elbo({ divergence, beta: 0 }),
      optimizer: optimizerOf({ ...chosen, decaySteps: undefined }, sgd),
      until,
    };
    const vae: Phase = {
      name: "free bits",
      ...(resetDecoder && { resets: ["decoder"] }),
      until: untilOf(chosen),
    };
    return {
      parts: sentenceVaeParts(chosen, registry),
      objective: elbo({
        divergence: freeBits({ divergence, target, per, average }),
        beta: weightOf(chosen),
      }),
      evaluation: elbo({ divergence }),
      optimizer: optimizerOf(chosen, sgd),
      phases: [autoencoder, vae],
      batchSize: chosen.batchSize,
      until: {},
      notes: [
        `evaluated on the whole ELBO throughout${pretrains ? ": while it is an autoencoder, its KL is large" : ""}`,
      ],
    };
  },
});
