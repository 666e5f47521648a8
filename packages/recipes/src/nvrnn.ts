import { checkOptions, elbo, type ModelParts, type Registry, tokenEmbedding } from "@textvae/core";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { kl } from "@textvae/divergence-kl";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { z } from "zod";
import {
  annealingOptions,
  networkOptions,
  optimizerOf,
  optimizerOptions,
  weightOf,
} from "./options.ts";
import type { Recipe } from "./recipe.ts";

const options = z.strictObject({
  prior: z.string().default("vmf").describe("latent family: vmf, gaussian, or a plugin of yours"),
  dim: z.int().min(1).default(50).describe("width of the latent code"),
  kappa: z.number().optional().describe("fixed concentration of the vmf posterior"),
  priorOptions: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("further options of the prior"),
  flow: z.string().optional().describe("flow on the posterior, e.g. planar"),
  ...networkOptions,
  ...annealingOptions,
  samples: z
    .int()
    .min(1)
    .optional()
    .describe("posterior samples; default: 1, or 3 in the paper's protocol"),
  protocol: z
    .enum(["valid", "paper"])
    .default("valid")
    .describe("valid: a bound on the likelihood; paper: as published, not a bound"),
  ...optimizerOptions,
});
type Options = z.output<typeof options>;

// What the published code does beside averaging codes: the KL of dimension m + 2 and a pull of
// the unnormalised direction towards norm 1.
const PAPER_PRIOR: Readonly<Record<string, object>> = { vmf: { kl: "guu", normPenalty: 1e-4 } };

/** The variational recurrent language model with a von Mises-Fisher or Gaussian code. */
export const nvrnn: Recipe<typeof options> = {
  name: "nvrnn",
  description: "LSTM text VAE with a von Mises-Fisher or Gaussian code, standard or inputless",
  paper: {
    title: "Spherical Latent Spaces for Stable Variational Autoencoders",
    year: 2018,
    url: "https://arxiv.org/abs/1808.10805",
  },
  options,
  create(input, registry) {
    const chosen = checkOptions(options, input, "nvrnn");
    const paper = chosen.protocol === "paper";
    const samples = chosen.samples ?? (paper ? 3 : 1);
    const terms = {
      divergence: kl(),
      samples,
      combine: paper ? "meanLatent" : "meanLogLikelihood",
    } as const;
    return {
      parts: partsOf(chosen, registry),
      objective: elbo({ ...terms, beta: weightOf(chosen) }),
      evaluation: elbo(terms),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      patience: chosen.patience,
      notes: paper
        ? [
            `protocol "paper": the mean of ${samples} codes is decoded and the KL of one is charged; not a bound`,
          ]
        : [],
    };
  },
};

const partsOf = (chosen: Options, registry: Registry): ModelParts => {
  const { dim: size, kappa, hidden, layers, dropout, inputless, wordDropout } = chosen;
  const embedding = tokenEmbedding({ size: chosen.embedding });
  const prior = registry.find(
    "prior",
    chosen.prior,
  )({
    size,
    ...(kappa !== undefined && { kappa }),
    ...(chosen.protocol === "paper" && PAPER_PRIOR[chosen.prior]),
    ...chosen.priorOptions,
  });
  return {
    encoder: lstmEncoder({ embedding, hidden, dropout, reads: "feed", summary: "hidden-cell" }),
    prior: prior as NonNullable<ModelParts["prior"]>,
    ...(chosen.flow && {
      flows: [registry.find("flow", chosen.flow)() as NonNullable<ModelParts["flows"]>[number]],
    }),
    decoder: lstmDecoder({
      embedding,
      hidden,
      layers,
      dropout,
      inputless,
      wordDropout,
      latent: "both",
    }),
  };
};
