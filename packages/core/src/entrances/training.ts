/** What people who train and evaluate import: models, objectives, optimisers, schedules, the trainer. */

// Models
export { type AssembleOptions, assemble } from "../model/assemble.ts";
export { checkCompatibility } from "../model/compatibility.ts";
export type { Model, ModelParts } from "../model/model.ts";
// Objectives
export { autoencoder } from "../objectives/autoencoder.ts";
export { withCondition } from "../objectives/condition.ts";
export { type Combine, type ElboOptions, elbo } from "../objectives/elbo.ts";
export {
  type ImportanceOptions,
  type ImportanceSamples,
  importanceSamples,
} from "../objectives/importance-samples.ts";
export { type IwaeOptions, iwae } from "../objectives/iwae.ts";
export { iwaeBeside } from "../objectives/iwae-beside.ts";
export { likelihood } from "../objectives/likelihood.ts";
export { posteriorOf } from "../objectives/posterior-of.ts";
export { type SemiAmortizedOptions, semiAmortized } from "../objectives/semi-amortized.ts";
export { type WaeOptions, wae } from "../objectives/wae.ts";
// Optimisers
export { type AdamOptions, adam } from "../optimizers/adam.ts";
export { chain } from "../optimizers/chain.ts";
export { clipByGlobalNorm } from "../optimizers/clip.ts";
export { decayOnPlateau, type PlateauOptions } from "../optimizers/plateau.ts";
export { separately } from "../optimizers/separately.ts";
export { type SgdOptions, sgd } from "../optimizers/sgd.ts";
// Schedules
export {
  type CyclicalOptions,
  cosine,
  cyclical,
  linear,
  type Ramp,
  type RemainderOptions,
  remainder,
  type Shape,
  type SigmoidOptions,
  sigmoid,
} from "../schedules/schedule.ts";
// Training
export { type AggressiveOptions, aggressive } from "../training/aggressive.ts";
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
} from "../training/shard.ts";
export { train } from "../training/train.ts";
export type { TrainOptions } from "../training/train-options.ts";
export { unlessAborted } from "../training/unless-aborted.ts";
export { jointly, type StepOptions, trainStep } from "../training/update.ts";
export { createYield } from "../training/yield-to-host.ts";
