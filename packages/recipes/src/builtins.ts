import { bowCondition } from "@textvae/condition-bow";
import { dialogueCondition } from "@textvae/condition-dialogue";
import { labelCondition } from "@textvae/condition-label";
import { createRegistry, type Registry } from "@textvae/core";
import { bowDecoder } from "@textvae/decoder-bow";
import { cnnDecoder } from "@textvae/decoder-cnn";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { capacity, freeBits, kl, weighted } from "@textvae/divergence-kl";
import { mmd, sumOf } from "@textvae/divergence-mmd";
import { bowEncoder } from "@textvae/encoder-bow";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { planar } from "@textvae/flow-planar";
import { curvature, inverseMetric } from "@textvae/flow-riemannian";
import { compositions } from "@textvae/layers";
import { objectives } from "@textvae/objectives";
import { optimizers } from "@textvae/optimizers";
import { adaptive } from "@textvae/output-adaptive";
import { tied } from "@textvae/output-tied";
import { bernoulli } from "@textvae/prior-bernoulli";
import { categorical } from "@textvae/prior-categorical";
import { deterministic, gaussian } from "@textvae/prior-gaussian";
import { mixture } from "@textvae/prior-mixture";
import { vmf } from "@textvae/prior-vmf";
import { schedules } from "@textvae/schedules";
import { autoencoder } from "./autoencoder.ts";
import { bernoulliHash } from "./bernoulli-hash.ts";
import { betaVae } from "./beta-vae.ts";
import { bmsh } from "./bmsh.ts";
import { categoricalVae } from "./categorical-vae.ts";
import { cnnVae } from "./cnn-vae.ts";
import { cvae } from "./cvae.ts";
import { cyclical } from "./cyclical.ts";
import { freeBitsPretrained } from "./free-bits-pretrained.ts";
import { iwae } from "./iwae.ts";
import { lagging } from "./lagging.ts";
import { nvdm } from "./nvdm.ts";
import { nvrnn } from "./nvrnn.ts";
import { nvrnnBow } from "./nvrnn-bow.ts";
import { type Recipe, recipePlugin } from "./recipe.ts";
import { rnnlm } from "./rnnlm.ts";
import { saVae } from "./sa-vae.ts";
import { vae } from "./vae.ts";
import { vhred } from "./vhred.ts";
import { wae } from "./wae.ts";
import { waeNf, waeRnf } from "./wae-flow.ts";
import { whole } from "./whole.ts";

/** A new registry with every plugin of textvae that a model is made of. */
export const builtins = (): Registry =>
  createRegistry().use(
    ...compositions,
    ...objectives,
    ...optimizers,
    ...schedules,
    adaptive,
    bernoulli,
    bowCondition,
    bowDecoder,
    bowEncoder,
    capacity,
    categorical,
    cnnDecoder,
    curvature,
    deterministic,
    dialogueCondition,
    freeBits,
    gaussian,
    inverseMetric,
    kl,
    labelCondition,
    lstmDecoder,
    lstmEncoder,
    mixture,
    mmd,
    planar,
    sumOf,
    tied,
    vmf,
    weighted,
    whole,
    ...Object.values(recipes).map(recipePlugin),
  );

const all = [
  autoencoder,
  bernoulliHash,
  betaVae,
  bmsh,
  categoricalVae,
  cnnVae,
  cvae,
  cyclical,
  freeBitsPretrained,
  iwae,
  lagging,
  nvdm,
  nvrnn,
  nvrnnBow,
  rnnlm,
  saVae,
  vae,
  vhred,
  wae,
  waeNf,
  waeRnf,
] as unknown as readonly Recipe[];

/** Every recipe by name. */
export const recipes: Readonly<Record<string, Recipe>> = Object.fromEntries(
  all.map((recipe) => [recipe.name, recipe]),
);
