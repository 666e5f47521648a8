export type { Batched, Point, Wording } from "./codes.ts";
export { type ExportOptions, exportBundle } from "./export-bundle.ts";
export type { Neighbour, PathName } from "./geometry.ts";
export type { DataFacts, Manifest } from "./manifest.ts";
export { openTrained } from "./open-trained.ts";
export { type OwnModel, trainedModel } from "./own-model.ts";
export type { ScoreOptions, TextScore } from "./score.ts";
export { type Source, urlSource } from "./source.ts";
export type { Text } from "./texts.ts";
export type {
  EncodeOptions,
  EvaluateSplitOptions,
  ModelFacts,
  SampleOptions,
  TrainedModel,
  Walk,
} from "./trained-model.ts";
