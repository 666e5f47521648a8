export { type MmdOptions, mmd } from "./mmd.ts";
export { type SumOfOptions, sumOf, type Term } from "./sum-of.ts";
