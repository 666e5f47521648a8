/** Everything but the binding to vitest: what a program needs that checks laws by itself. */
export { evaluation, textBatch, tinyBatch, tinySizes, tinyVocabulary } from "../batches.ts";
export { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
export { referenceNormal } from "../normal.ts";
export {
  type Estimate,
  estimate,
  meanIs,
  meanIsAtLeast,
  strided,
  Z_LIMIT,
  zScore,
} from "../statistics.ts";
export { gradientsOf, leavesNoTensor, numbersOf } from "../tensors.ts";
export { trainTinyModel } from "./backend/training.ts";
export { backendErrors, backendLaws, type OperationError } from "./backend.ts";
export { type ConditionSubject, conditionLaws } from "./condition.ts";
export { type DatasetSubject, datasetLaws } from "./dataset.ts";
export { type DecoderSubject, decoderLaws } from "./decoder.ts";
export { distributionLaws } from "./distribution.ts";
export { type DivergenceSubject, divergenceLaws, type Pair } from "./divergence.ts";
export { type EncoderSubject, encoderLaws } from "./encoder.ts";
export type { DistributionSubject } from "./family.ts";
export { type FlowSubject, flowLaws } from "./flow.ts";
export { type ObjectiveSubject, objectiveLaws } from "./objective.ts";
export { type OptimizerSubject, optimizerLaws } from "./optimizer.ts";
export { type OutputSubject, outputLaws } from "./output.ts";
export { type PriorSubject, priorLaws } from "./prior.ts";
export { type StorageSubject, storageLaws } from "./storage.ts";
export { type TokenizerSubject, tokenizerLaws } from "./tokenizer.ts";
