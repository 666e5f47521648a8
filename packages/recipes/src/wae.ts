import { checkOptions, elbo } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { mmd } from "@textvae/divergence-mmd";
import { autoencoder as reconstruction, wae as wasserstein } from "@textvae/objectives";
import * as z from "zod";
import { sentenceVaeParts } from "./network.ts";
import { gaussianOptions, optimizerOf, positive, termWeight, untilOf } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { scheduled, scheduledOptions } from "./schedule.ts";

const options = z.strictObject({
  ...gaussianOptions,
  ...scheduledOptions,
  prior: gaussianOptions.prior.describe(
    "latent family: gaussian, deterministic (codes without noise), or another",
  ),
  weight: termWeight.default(10).describe("weight of the MMD"),
  kernel: z
    .enum(["gaussian", "imq", "imq-multiscale"])
    .default("imq-multiscale")
    .describe("kernel of the MMD"),
  bandwidth: positive
    .optional()
    .describe("σ² of the kernel; default: the width of the code, or 1 on the sphere"),
  statistic: z
    .enum(["u", "v"])
    .default("v")
    .describe("v: defined for any batch; u: unbiased, but not for a last batch of one"),
});

/** The parts of `nvrnn` as a Wasserstein autoencoder, with MMD between the codes and the prior. */
export const wae: Recipe<typeof options> = defineRecipe({
  name: "wae",
  description: "LSTM Wasserstein autoencoder; its loss is not a bound",
  paper: {
    title: "Wasserstein Auto-Encoders",
    year: 2018,
    url: "https://arxiv.org/abs/1711.01558",
  },
  options,
  settled: scheduled,
  needs: {
    kernel: { option: "weight", above: 0 },
    bandwidth: { option: "weight", above: 0 },
    statistic: { option: "weight", above: 0 },
  },
  create(input, registry) {
    const chosen = scheduled(checkOptions(options, input, "wae"));
    const { weight, kernel, bandwidth, statistic } = chosen;
    const parts = sentenceVaeParts(chosen, registry);
    const hasDensity = parts.prior?.density !== "none";
    return {
      parts,
      objective: wasserstein({ divergence: mmd({ kernel, bandwidth, statistic }), weight }),
      evaluation: hasDensity ? elbo({ divergence: kl() }) : reconstruction(),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes: [
        hasDensity
          ? "trained without KL and evaluated with it: the ELBO is a bound, but not what was minimised"
          : "the reconstruction alone, not a bound on the likelihood: point codes have no density",
      ],
    };
  },
});
