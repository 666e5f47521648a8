/** What authors of plugins import: contracts, parameters, noise, layers, and what checks them. */

// Errors
export { isWhole, requireWhole, TextvaeError } from "@textvae/ops";
// Contracts
export type * from "../contracts/index.ts";
// Layers
export { affine, affineParameters } from "../model/affine.ts";
// Parts around parts
export { withAuxiliary } from "../model/auxiliary.ts";
export { checkCodes } from "../model/check-codes.ts";
export { checkConditioning } from "../model/check-conditioning.ts";
export { dropout } from "../model/dropout.ts";
export {
  type TokenEmbedding,
  type TokenEmbeddingOptions,
  tokenEmbedding,
  type WordVectors,
} from "../model/embedding.ts";
export { EMBEDDING, embeddingOf, isEmbedding } from "../model/embedding-of.ts";
// Inputs
export { evaluating } from "../model/evaluating.ts";
export { fieldOf } from "../model/field.ts";
export { fixedPoint } from "../model/fixed-point.ts";
// Flows
export { inTurn } from "../model/in-turn.ts";
export {
  constantInitializer,
  fanInInitializer,
  normalInitializer,
  uniformInitializer,
  zerosInitializer,
} from "../model/initializers.ts";
export { linearHead } from "../model/linear-head.ts";
export {
  type LstmState,
  type StackedLstmInputs,
  type StackedLstmOptions,
  type StackedLstmOutputs,
  stackedLstm,
} from "../model/lstm-layer.ts";
export { type Activation, type MlpOptions, mlp } from "../model/mlp.ts";
export { type MovedAlong, movedAlong } from "../model/moved-along.ts";
// Outputs
export { buildOutput, isOutput, OUTPUT, softmaxOutput } from "../model/output.ts";
export { type PriorNetworkOptions, priorNetwork } from "../model/prior-network.ts";
export { recognition } from "../model/recognition.ts";
// Parameters
export { createScope, type RootScope } from "../model/scope.ts";
export { sideBySide } from "../model/side-by-side.ts";
export { timeMajor } from "../model/time-major.ts";
// Divergences
export { meanOverSamples } from "../objectives/batch-rows.ts";
export { reportedBy } from "../objectives/reported.ts";
export { type Described, described } from "../plugin/described.ts";
// Plugins
export type { FolderFiles, FolderReader } from "../plugin/folder.ts";
export {
  type AnyPlugin,
  definePlugin,
  type Paper,
  type Plugin,
  type PluginKind,
  type PluginMeta,
  referenceOf,
} from "../plugin/plugin.ts";
export * as rules from "../plugin/rules.ts";
export { isDivergence, isTokenizer, isWeight, TOKENIZER, WEIGHT } from "../plugin/values.ts";
// Noise
export { createRng } from "../random/rng.ts";
export { at } from "../schedules/schedule.ts";
export { schedulesOf } from "../schedules/scheduled.ts";
