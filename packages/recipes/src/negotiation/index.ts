export {
  type PolicyOptimizerOptions,
  policyOptimizer,
  policyParameters,
  type Table,
} from "./agent.ts";
export { type HeldOutOptions, playHeldOut } from "./held-out.ts";
export { type Negotiations, scenariosOf } from "./scenarios.ts";
export { type SelectionDatasetOptions, selectionDataset } from "./selection-dataset.ts";
export {
  modelChooser,
  type SelectionModelOptions,
  selectionAccuracy,
  selectionPlan,
} from "./selection-model.ts";
export { type Played, type SelfPlayEvent, type SelfPlaySetup, selfPlay } from "./self-play.ts";
export { type Action, modelSpeaker, type SpeakerOptions } from "./speaker.ts";
