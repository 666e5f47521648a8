/** What authors of plugins import: contracts, parameters, noise, and what checks them. */

// Errors
export { isWhole, requireWhole, TextvaeError } from "@textvae/ops";
// Contracts
export type * from "../contracts/index.ts";
export { checkCodes } from "../model/check-codes.ts";
export { checkConditioning } from "../model/check-conditioning.ts";
export { bySample, type CodeRows, checkTogether, knownTogether } from "../model/code-rows.ts";
// Inputs
export { evaluating } from "../model/evaluating.ts";
export { fieldOf } from "../model/field.ts";
// Flows
export { inTurn } from "../model/in-turn.ts";
// Parameters
export { createScope, type RootScope } from "../model/scope.ts";
// Divergences
export { meanOverSamples } from "../objectives/batch-rows.ts";
export { itemMean } from "../objectives/item-mean.ts";
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
export { at, schedulesOf } from "../schedules/scheduled.ts";
