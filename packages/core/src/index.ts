export { type ErrorCode, nearest, placedIn, suggest, TextvaeError } from "@textvae/ops";
export type * from "./contracts/index.ts";
export { type AssembleOptions, assemble } from "./model/assemble.ts";
export { withAuxiliary } from "./model/auxiliary.ts";
export { checkCodes } from "./model/check-codes.ts";
export { checkConditioning } from "./model/check-conditioning.ts";
export { checkCompatibility } from "./model/compatibility.ts";
export { dropout } from "./model/dropout.ts";
export {
  type TokenEmbedding,
  type TokenEmbeddingOptions,
  tokenEmbedding,
} from "./model/embedding.ts";
export { EMBEDDING, embeddingOf, isEmbedding } from "./model/embedding-of.ts";
export { fieldOf, isOf as isField } from "./model/field.ts";
export { fixedPoint } from "./model/fixed-point.ts";
export { flowed } from "./model/flowed.ts";
export { holdDistribution } from "./model/held-distribution.ts";
export {
  constantInitializer,
  fanInInitializer,
  normalInitializer,
  uniformInitializer,
  zerosInitializer,
} from "./model/initializers.ts";
export { linearHead } from "./model/linear-head.ts";
export {
  type LstmState,
  type StackedLstmInputs,
  type StackedLstmOptions,
  type StackedLstmOutputs,
  stackedLstm,
} from "./model/lstm-layer.ts";
export { type Activation, type MlpOptions, mlp } from "./model/mlp.ts";
export type { Model, ModelParts } from "./model/model.ts";
export { type MovedAlong, movedAlong } from "./model/moved-along.ts";
export { parametersUnder } from "./model/parameter-names.ts";
export {
  checkWidths,
  OVER_NETWORK,
  type PriorNetworkOptions,
  type PriorOverNetwork,
  priorNetwork,
} from "./model/prior-network.ts";
export { recognition } from "./model/recognition.ts";
export { createScope, type Initializer, type RootScope, type Scope } from "./model/scope.ts";
export { sideBySide } from "./model/side-by-side.ts";
export { autoencoder } from "./objectives/autoencoder.ts";
export { meanOverSamples, repeatBatch, scoredTokens } from "./objectives/batch-rows.ts";
export { repeatCondition, withCondition } from "./objectives/condition.ts";
export { type Combine, type ElboOptions, elbo } from "./objectives/elbo.ts";
export {
  type ImportanceOptions,
  type ImportanceSamples,
  importanceSamples,
} from "./objectives/importance-samples.ts";
export { type IwaeOptions, iwae } from "./objectives/iwae.ts";
export { iwaeBeside } from "./objectives/iwae-beside.ts";
export { likelihood } from "./objectives/likelihood.ts";
export { posteriorOf } from "./objectives/posterior-of.ts";
export { regularised } from "./objectives/regularised.ts";
export { reportedBy } from "./objectives/reported.ts";
export { type SemiAmortizedOptions, semiAmortized } from "./objectives/semi-amortized.ts";
export { type WaeOptions, wae } from "./objectives/wae.ts";
export { type AdamOptions, adam } from "./optimizers/adam.ts";
export { chain } from "./optimizers/chain.ts";
export { clipByGlobalNorm } from "./optimizers/clip.ts";
export { decayOnPlateau, type PlateauOptions } from "./optimizers/plateau.ts";
export { separately } from "./optimizers/separately.ts";
export { type SgdOptions, sgd } from "./optimizers/sgd.ts";
export { compositions, training } from "./plugin/core-plugins.ts";
export { type Described, described } from "./plugin/described.ts";
export type { FolderFiles, FolderReader } from "./plugin/folder.ts";
export { namedOptions } from "./plugin/named-options.ts";

export { checkOptions, optionKeys } from "./plugin/options.ts";
export {
  type AnyPlugin,
  CONTRACT,
  definePlugin,
  type Paper,
  type Plugin,
  type PluginKind,
  type PluginMeta,
  referenceOf,
} from "./plugin/plugin.ts";
export { type Plain, recordOf, revive } from "./plugin/record.ts";
export { createRegistry, type Registry } from "./plugin/registry.ts";
export * as rules from "./plugin/rules.ts";
export { isDivergence, isWeight, WEIGHT } from "./plugin/values.ts";
export { createRng, type Rng, type RngState } from "./random/rng.ts";
export * as checks from "./run/checked-record.ts";
export { listCheckpoints } from "./run/checkpoint.ts";
export { duplicateKey } from "./run/duplicate-key.ts";
export type { Continuation, Engine, EngineSince } from "./run/engine.ts";
export { sha256 } from "./run/hash.ts";
export { restoreWeights, toHost as hostTensors } from "./run/host-tensors.ts";
export { memoryStorage } from "./run/memory-storage.ts";
export type { CheckState, Resume } from "./run/resume.ts";
export { openRun, type Run, type RunConfig, type RunOptions, readConfig } from "./run/run.ts";
export {
  decodeSafetensors,
  type EncodeOptions,
  encodeSafetensors,
  type HostTensor,
} from "./run/safetensors.ts";
export { readTrainedWeights, type TrainedWeights } from "./run/trained-weights.ts";
export {
  at,
  type CyclicalOptions,
  constant,
  cosine,
  cyclical,
  linear,
  type Ramp,
  type RemainderOptions,
  remainder,
  type Shape,
  type SigmoidOptions,
  sigmoid,
} from "./schedules/schedule.ts";
export { schedulesOf } from "./schedules/scheduled.ts";
export { type AggressiveOptions, aggressive } from "./training/aggressive.ts";
export { type Evaluation, evaluate, perplexity, summarise } from "./training/evaluate.ts";
export type { TrainingEvent, TrainMetrics } from "./training/events.ts";
export type {
  ActivePhase,
  Experiment,
  Phase,
  StepReport,
  Until,
  UpdateRule,
} from "./training/experiment.ts";
export { rehearse } from "./training/rehearse.ts";
export { type EvaluateOptions, type ItemScores, scoreItems } from "./training/score-items.ts";
export { leaving, openSession, type Session, type Standing } from "./training/session.ts";
export {
  emptyWindow,
  type PhaseStart,
  type Progress,
  type TrainingState,
} from "./training/state.ts";
export { train } from "./training/train.ts";
export type { TrainOptions } from "./training/train-options.ts";
export { unlessAborted } from "./training/unless-aborted.ts";
export { jointly, type StepOptions, trainStep } from "./training/update.ts";
export {
  meanWithinBatchInformation,
  type WithinBatchInformationOptions,
  withinBatchInformation,
} from "./training/within-batch-information.ts";
export { createYield } from "./training/yield-to-host.ts";
