export * from "./actions/index.ts";
export * from "./game/index.ts";
export {
  type Negotiated,
  type NegotiateOptions,
  type NegotiationEvent,
  negotiate,
  requireNegotiations,
} from "./negotiate.ts";
export { DEAL_KINDS, type Kinds } from "./selection/kinds.ts";
export { type SelectionDatasetOptions, selectionDataset } from "./selection/selection-dataset.ts";
export {
  type ModelChooserOptions,
  modelChooser,
  type SelectionModelOptions,
  selectionAccuracy,
  selectionExperiment,
} from "./selection/selection-model.ts";
export {
  type PolicyOptimizerOptions,
  policyOptimizer,
  policyParameters,
  type Table,
} from "./self-play/agent.ts";
export { type HeldOutOptions, playHeldOut } from "./self-play/held-out.ts";
export { type Negotiations, scenariosOf } from "./self-play/scenarios.ts";
export {
  type Played,
  type SelfPlayEvent,
  type SelfPlaySetup,
  selfPlay,
} from "./self-play/self-play.ts";
export { type Action, modelSpeaker, type SpeakerOptions } from "./self-play/speaker.ts";
export {
  identityOf,
  type NegotiateSettings,
  negotiateSettings,
} from "./settings.ts";
