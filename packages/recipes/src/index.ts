export { autoencoder } from "./autoencoder.ts";
export { bernoulliHash } from "./bernoulli-hash.ts";
export { betaVae } from "./beta-vae.ts";
export { bmsh } from "./bmsh.ts";
export { builtins, recipes } from "./builtins.ts";
export { categoricalVae } from "./categorical-vae.ts";
export { cnnVae } from "./cnn-vae.ts";
export { conditionNotes } from "./conditions.ts";
export { cvae } from "./cvae.ts";
export { cyclical } from "./cyclical.ts";
export { freeBitsPretrained } from "./free-bits-pretrained.ts";
export { iwae } from "./iwae.ts";
export { lagging } from "./lagging.ts";
export { refuseIneffective } from "./needs.ts";
export { nvdm } from "./nvdm.ts";
export { nvrnn } from "./nvrnn.ts";
export { nvrnnBow } from "./nvrnn-bow.ts";
export {
  networkOptions,
  optimizerOf,
  optimizerOptions,
  positive,
  termWeight,
  untilOf,
} from "./options.ts";
export { outputOf } from "./outputs.ts";
export { defineRecipe, type Recipe, recipePlugin } from "./recipe.ts";
export { rnnlm } from "./rnnlm.ts";
export { saVae } from "./sa-vae.ts";
export { vae } from "./vae.ts";
export { vhred } from "./vhred.ts";
export { wae } from "./wae.ts";
export { waeNf, waeRnf } from "./wae-flow.ts";
