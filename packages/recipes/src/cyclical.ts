import { checkOptions, elbo } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { cyclical as cycles } from "@textvae/schedules";
import * as z from "zod";
import { sentenceVaeParts } from "./network.ts";
import { gaussianOptions, optimizerOf, untilOf } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { scheduled, scheduledOptions } from "./schedule.ts";

const options = z.strictObject({
  ...gaussianOptions,
  ...scheduledOptions,
  period: z.int().min(1).default(10_000).describe("updates of one cycle"),
  cycles: z.int().min(1).default(4).describe("cycles before the KL weight stays at 1"),
  ratio: z
    .number()
    .positive()
    .max(1)
    .default(0.5)
    .describe("part of a cycle over which the KL weight grows"),
  from: z.number().min(0).max(1).default(0).describe("KL weight at the start of a cycle"),
});

/** The parts of `nvrnn` with a Gaussian code; the weight of the KL grows to 1 in each cycle anew. */
export const cyclical: Recipe<typeof options> = defineRecipe({
  name: "cyclical",
  description: "LSTM text VAE with cyclical annealing of the KL",
  paper: {
    title: "Cyclical Annealing Schedule: A Simple Approach to Mitigating KL Vanishing",
    year: 2019,
    url: "https://arxiv.org/abs/1903.10145",
  },
  options,
  settled: scheduled,
  create(input, registry) {
    const chosen = scheduled(checkOptions(options, input, "cyclical"));
    const { period, ratio, from } = chosen;
    const divergence = kl();
    return {
      parts: sentenceVaeParts(chosen, registry),
      objective: elbo({
        divergence,
        beta: cycles({ period, cycles: chosen.cycles, ratio, from }),
      }),
      evaluation: elbo({ divergence }),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes: [
        "evaluated at weight 1 throughout: numbers rise and fall with the cycles, and patience must outlast one",
      ],
    };
  },
});
