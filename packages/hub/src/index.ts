export { type HubDataset, hubDataset, hubFiles } from "./dataset-files.ts";
export { modelCard, type Picture } from "./model-card.ts";
export {
  type HubAccount,
  type HubPlace,
  hubAccountIn,
  hubAddress,
  hubPlace,
  isHubName,
} from "./place.ts";
export { pullBundle } from "./pull.ts";
export { type PushOptions, pushBundle } from "./push.ts";
