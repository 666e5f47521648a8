export { type CategoricalOptions, categorical } from "./categorical.ts";
export { type CategoricalParameters, categoricalFromLogits } from "./distribution.ts";
export type { Relaxation } from "./relaxation.ts";
