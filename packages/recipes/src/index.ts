export { autoencoder } from "./autoencoder.ts";
export { builtins, recipes } from "./builtins.ts";
export { nvdm } from "./nvdm.ts";
export { nvrnn } from "./nvrnn.ts";
export type { Plan, Recipe } from "./recipe.ts";
export { rnnlm } from "./rnnlm.ts";
