import { type Divergence, type Experiment, elbo, type ModelParts } from "@textvae/core";
import { freeBits, kl } from "@textvae/divergence-kl";
import * as z from "zod";
import { type LatentPresets, latentOptions } from "./latent.ts";
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
const PAPER: LatentPresets = { alone: { vmf: { kl: "guu", normPenalty: 1e-4 } } };

/** Options of priors that the protocol sets. */
export const presetsOf = ({ protocol }: NvrnnOptions): LatentPresets =>
  protocol === "paper" ? PAPER : {};

/** The KL, of which the first λ nats are free. */
const charged = (freeNats: number): Divergence =>
  freeNats === 0 ? kl() : freeBits({ target: freeNats, per: "total", average: "batch" });

const paperNote = (samples: number): string =>
  samples === 1
    ? 'protocol "paper" with one sample: that code itself is decoded, no mean of several'
    : `protocol "paper": the mean of ${samples} codes is decoded and the KL of one is charged; not a bound`;

/** How these models are trained and scored in their two protocols. */
export const nvrnnPlan = (
  chosen: ReturnType<typeof scheduled<NvrnnOptions>>,
  parts: ModelParts,
  notes: readonly string[],
): Experiment => {
  const paper = chosen.protocol === "paper";
  const samples = chosen.samples ?? (paper ? 3 : 1);
  const terms = {
    divergence: kl(),
    samples,
    combine: paper ? "meanLatent" : "meanLogLikelihood",
  } as const;
  return {
    parts,
    objective: elbo({ ...terms, divergence: charged(chosen.freeNats), beta: weightOf(chosen) }),
    evaluation: elbo(terms),
    optimizer: optimizerOf(chosen),
    batchSize: chosen.batchSize,
    until: untilOf(chosen),
    notes: [...(paper ? [paperNote(samples)] : []), ...notes],
  };
};
