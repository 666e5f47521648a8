import {
  type Divergence,
  type Experiment,
  elbo,
  type ModelParts,
  type Objective,
  type Phase,
  TextvaeError,
} from "@textvae/core";
import { freeBits, kl } from "@textvae/divergence-kl";
import * as z from "zod";
import { type LatentPresets, latentOptions } from "./latent.ts";
import type { Needs } from "./needs.ts";
import { annealingOptions, optimizerOf, termWeight, untilOf, weightOf } from "./options.ts";
import { type scheduled, scheduledOptions } from "./schedule.ts";

/** What the sentence models of the vMF paper share, with or without their words told. */
export const nvrnnOptions = {
  ...latentOptions,
  ...scheduledOptions,
  ...annealingOptions,
  freeNats: termWeight
    .default(0)
    .describe("KL that costs nothing while training, in nats: of the mean of a batch"),
  meanSteps: z
    .int()
    .min(0)
    .default(0)
    .describe("first updates, for which the mean of three codes is decoded, as the paper does"),
  samples: z
    .int()
    .min(1)
    .optional()
    .describe("posterior samples; default: 1, or 3 in the paper's protocol"),
  protocol: z
    .enum(["valid", "paper"])
    .default("valid")
    .describe("valid: a bound on the likelihood; paper: as published, not a bound"),
};
type NvrnnOptions = z.output<z.ZodObject<typeof nvrnnOptions>>;

// What the published code does beside averaging codes: the KL of dimension m + 2 and a pull of
// the unnormalised direction towards norm 1.
const PAPER: LatentPresets = { presets: { vmf: { kl: "guu", normPenalty: 1e-4 } } };

/** Options of priors that the protocol sets. */
export const presetsOf = ({ protocol }: NvrnnOptions): LatentPresets =>
  protocol === "paper" ? PAPER : {};

/** The KL, of which the first λ nats are free. */
const charged = (freeNats: number): Divergence =>
  freeNats === 0 ? kl() : freeBits({ target: freeNats, per: "total", average: "batch" });

/** Codes whose mean the published models decode. */
const PUBLISHED_SAMPLES = 3;

/** What needs the protocol that has a bound. */
export const nvrnnNeeds: Needs = { meanSteps: { option: "protocol", is: ["valid"] } };

/**
 * The mean of several codes decoded for the first updates, since it has less noise to learn from, and then one code as
 * in the bound; the rate falls on over both, and annealing ends with the first. None where no updates are told.
 */
const phasesOf = (
  chosen: ReturnType<typeof scheduled<NvrnnOptions>>,
  { mean, one }: { readonly mean: Objective; readonly one: Objective },
): readonly Phase[] => {
  const { meanSteps, decaySteps } = chosen;
  if (meanSteps === 0) return [];
  if (decaySteps !== undefined && decaySteps <= meanSteps) {
    throw new TextvaeError("OPTION", "decaySteps", {
      expected: `more than the ${meanSteps} updates of meanSteps`,
      got: String(decaySteps),
    });
  }
  const { steps, ...until } = untilOf(chosen);
  return [
    { name: "mean of three codes", objective: mean, until: { steps: meanSteps } },
    {
      name: "one code",
      objective: one,
      optimizer: optimizerOf({ ...chosen, decayed: meanSteps }),
      until: { ...until, ...(steps !== undefined && { steps: steps - meanSteps }) },
    },
  ];
};

/** How these models are trained and scored in their two protocols. */
export const nvrnnPlan = (
  chosen: ReturnType<typeof scheduled<NvrnnOptions>>,
  parts: ModelParts,
  notes: readonly string[],
): Experiment => {
  const paper = chosen.protocol === "paper";
  const samples = chosen.samples ?? (paper ? PUBLISHED_SAMPLES : 1);
  const terms = {
    divergence: kl(),
    samples,
    combine: paper ? "meanLatent" : "meanLogLikelihood",
  } as const;
  const divergence = charged(chosen.freeNats);
  const first = { divergence, beta: weightOf(chosen) };
  const phases = phasesOf(chosen, {
    mean: elbo({ ...first, samples: PUBLISHED_SAMPLES, combine: "meanLatent" }),
    one: elbo({ ...terms, divergence }),
  });
  return {
    parts,
    objective: elbo({ ...terms, ...first }),
    evaluation: elbo(terms),
    optimizer: optimizerOf(chosen),
    batchSize: chosen.batchSize,
    ...(phases.length > 0 && { phases }),
    until: phases.length > 0 ? {} : untilOf(chosen),
    notes: [
      ...(paper
        ? [
            `protocol "paper": the mean of ${samples} codes is decoded and the KL of one is charged; not a bound`,
          ]
        : []),
      ...notes,
    ],
  };
};
