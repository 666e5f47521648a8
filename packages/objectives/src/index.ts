export { autoencoder } from "./autoencoder.ts";
export {
  type ImportanceOptions,
  type ImportanceSamples,
  importanceSamples,
} from "./importance-samples.ts";
export { type IwaeOptions, iwae } from "./iwae.ts";
export { iwaeBeside } from "./iwae-beside.ts";
export { likelihood } from "./likelihood.ts";
export { objectives } from "./objectives.ts";
export { type SemiAmortizedOptions, semiAmortized } from "./semi-amortized.ts";
export { type WaeOptions, wae } from "./wae.ts";
