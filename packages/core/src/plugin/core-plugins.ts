import { auxiliaryDecoder } from "../model/auxiliary.ts";
import { tokenEmbedding } from "../model/embedding.ts";
import { softmaxOutput } from "../model/output.ts";
import { networkPrior } from "../model/prior-network.ts";
import { recognitionEncoder } from "../model/recognition.ts";
import { autoencoder } from "../objectives/autoencoder.ts";
import { elbo } from "../objectives/elbo.ts";
import { iwae } from "../objectives/iwae.ts";
import { likelihood } from "../objectives/likelihood.ts";
import { semiAmortized } from "../objectives/semi-amortized.ts";
import { wae } from "../objectives/wae.ts";
import { adam } from "../optimizers/adam.ts";
import { chained } from "../optimizers/chain.ts";
import { clipped } from "../optimizers/clip.ts";
import { decayOnPlateau } from "../optimizers/plateau.ts";
import { separated } from "../optimizers/separately.ts";
import { sgd } from "../optimizers/sgd.ts";
import { constantly, cosine, cyclical, linear, remainder, sigmoid } from "../schedules/schedule.ts";
import { aggressively } from "../training/aggressive.ts";
import type { AnyPlugin } from "./plugin.ts";

/** What models are made of in core itself, as plugins: embedding, softmax and parts around parts. */
export const compositions: readonly AnyPlugin[] = [
  tokenEmbedding,
  softmaxOutput,
  auxiliaryDecoder,
  networkPrior,
  recognitionEncoder,
];

/** The objectives, optimisers, update rules and schedules of core, as plugins. */
export const training: readonly AnyPlugin[] = [
  autoencoder,
  elbo,
  iwae,
  likelihood,
  semiAmortized,
  wae,
  adam,
  chained,
  clipped,
  decayOnPlateau,
  separated,
  sgd,
  aggressively,
  constantly,
  cosine,
  cyclical,
  linear,
  remainder,
  sigmoid,
];
