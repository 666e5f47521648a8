/** What the packages of textvae share beside their public entrances; it may change at any release. */

export { checkBuilt, nameOf } from "../model/contract.ts";
export { isOf as isField } from "../model/field.ts";
export { holdDistribution } from "../model/held-distribution.ts";
export { isUnder, parametersUnder } from "../model/parameter-names.ts";
export { expectShape } from "../model/shapes.ts";
export { repeatBatch, scoredTokens } from "../objectives/batch-rows.ts";
export { repeatCondition } from "../objectives/condition.ts";
export { ELBO, elboTerms } from "../objectives/elbo.ts";
export { type Computed, gradientsOf } from "../objectives/gradients-of.ts";
export { weightsOf } from "../objectives/item-mean.ts";
export { withAuxiliaryLoss } from "../objectives/penalty.ts";
export { drawnIn } from "../objectives/posterior-of.ts";
export { regularised } from "../objectives/regularised.ts";
export { namedOptions } from "../plugin/named-options.ts";
export { settling } from "../schedules/scheduled.ts";
export { badValue, checkParameters, nonFinite } from "../training/finite.ts";
export { checkWeights, toTensor } from "../training/host-tensors.ts";
export { leaving, openSession, type Session, type Standing } from "../training/session.ts";
export {
  bestStep,
  emptyState,
  emptyWindow,
  type Progress,
  type TrainingState,
} from "../training/state.ts";
