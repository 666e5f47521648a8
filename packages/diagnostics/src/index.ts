export {
  type ActiveUnits,
  type ActiveUnitsOptions,
  activeUnits,
  activeUnitsRule,
  isActiveUnit,
} from "./active-units.ts";
export type { Mixture } from "./aggregate.ts";
export { type BinaryCodes, binarise, hammingDistance, medians } from "./binary-codes.ts";
export { describeFinding, diagnoseCollapse, type Finding, type Vitals } from "./collapse.ts";
export type { Elsewhere } from "./elsewhere.ts";
export type { Items, ItemsBySplit, ModelFacts } from "./given-model.ts";
export type { Rows } from "./given-rows.ts";
export { type Hashing, type HashingOptions, hashing, type Threshold } from "./hashing.ts";
export {
  type ImportanceWeighted,
  type ImportanceWeightedOptions,
  importanceWeightedNll,
  type WeightedItems,
} from "./importance-weighted.ts";
export { type MeanCodes, type MeanCodesOptions, meanCodes } from "./mean-codes.ts";
export {
  type Information,
  type InformationOptions,
  mutualInformation,
} from "./mutual-information.ts";
export type { GivenPairs, Pairs } from "./pairs.ts";
export { type GivenHashes, type HashedItems, precisionAt, type Retrieval } from "./precision.ts";
export { type Probe, type ProbeOptions, probe } from "./probe.ts";
export { type ProbeCodesOptions, type ProbedCodes, probeCodes } from "./probe-codes.ts";
export type { Estimate } from "./rows.ts";
export type { Measure, Source } from "./source.ts";
export { type SubsetOptions, subset } from "./subset.ts";
export {
  type SwapSensitivity,
  type SwapSensitivityOptions,
  swapNeighbours,
  swapSensitivity,
} from "./swap.ts";
export { latentTraversal, type TraversalOptions } from "./traversal.ts";
