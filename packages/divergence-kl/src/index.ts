export { type CapacityOptions, capacity } from "./capacity.ts";
export { type FreeBitsOptions, freeBits } from "./free-bits.ts";
export { type KlOptions, kl } from "./kl.ts";
export { type WeightedOptions, weighted } from "./weighted.ts";
