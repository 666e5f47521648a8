export { type AdamOptions, adam } from "./adam.ts";
export { type AggressiveOptions, aggressive } from "./aggressive.ts";
export { chain } from "./chain.ts";
export { clipByGlobalNorm } from "./clip.ts";
export { optimizers } from "./optimizers.ts";
export { decayOnPlateau, type PlateauOptions } from "./plateau.ts";
export { separately } from "./separately.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
