/** What people who train and evaluate import: models, the evidence lower bound, the trainer, evaluation. */

// Models
export { type AssembleOptions, assemble } from "../model/assemble.ts";
export { checkCompatibility } from "../model/compatibility.ts";
export type { Model, ModelParts } from "../model/model.ts";
// Objectives
export { withCondition } from "../objectives/condition.ts";
export { type Combine, type ElboOptions, elbo } from "../objectives/elbo.ts";
export { posteriorOf } from "../objectives/posterior-of.ts";
// Training
export { type Evaluation, evaluate, perplexity, summarise } from "../training/evaluate.ts";
export type { TrainingEvent, TrainMetrics } from "../training/events.ts";
export type {
  ActivePhase,
  Experiment,
  Phase,
  StepReport,
  Until,
  UpdateRule,
} from "../training/experiment.ts";
// Weights on the host
export {
  type HostTensor,
  restoreWeights,
  toHost as hostTensors,
  type Weights,
} from "../training/host-tensors.ts";
export { rehearse } from "../training/rehearse.ts";
export {
  type Draws,
  type EvaluateOptions,
  type ItemScores,
  scoreItems,
} from "../training/score-items.ts";
export {
  batchesOfShard,
  joinShards,
  requireContinuous,
  type Shard,
  type ShardScores,
  scoreShard,
  workOf,
} from "../training/shard.ts";
export { train } from "../training/train.ts";
export type { TrainOptions } from "../training/train-options.ts";
export { unlessAborted } from "../training/unless-aborted.ts";
export { jointly, type StepOptions, trainStep } from "../training/update.ts";
export { createYield } from "../training/yield-to-host.ts";
