export { type BinaryCodes, binarise, hammingDistance, medians } from "./binary-codes.ts";
export { type Hashing, type HashingOptions, hashing, type Threshold } from "./hashing.ts";
export { type HashedItems, precisionAt } from "./precision.ts";
