export { type ActiveUnits, type ActiveUnitsOptions, activeUnits } from "./active-units.ts";
export type { Mixture } from "./aggregate.ts";
export { describeFinding, diagnoseCollapse, type Finding, type Vitals } from "./collapse.ts";
export { type ImportanceWeightedOptions, importanceWeightedNll } from "./importance-weighted.ts";
export {
  type Information,
  type InformationOptions,
  mutualInformation,
} from "./mutual-information.ts";
export { type Pairs, type Probe, type ProbeOptions, probe } from "./probe.ts";
export { type ProbeCodesOptions, type ProbedCodes, probeCodes } from "./probe-codes.ts";
export type { Estimate } from "./rows.ts";
export type { Source } from "./source.ts";
export { type SubsetOptions, subset } from "./subset.ts";
export {
  type SwapSensitivity,
  type SwapSensitivityOptions,
  swapNeighbours,
  swapSensitivity,
} from "./swap.ts";
export { latentTraversal, type TraversalOptions } from "./traversal.ts";
