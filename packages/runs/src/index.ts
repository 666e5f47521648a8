export { classesOf } from "./classes.ts";
export { type CodeFormat, codeFormat, decodeCodes, encodeCodes } from "./code-files.ts";
export type { Batched, Drawing, Point, Wording } from "./codes.ts";
export { type ExportOptions, exportBundle } from "./export-bundle.ts";
export type { Neighbour, PathName } from "./geometry.ts";
export type { ItemShard } from "./item-shard.ts";
export { BUNDLE_FILES, type DataFacts, type Manifest, readManifest } from "./manifest.ts";
export { openTrained } from "./open-trained.ts";
export { type OwnModel, trainedModel } from "./own-model.ts";
export type { RecordedNumbers } from "./recorded-numbers.ts";
export { type RunSummary, summariseRun } from "./run-summary.ts";
export type { ScoreOptions, TextScore } from "./score.ts";
export { encodeItemsShard, joinItemShards, scoreItemsShard } from "./shards.ts";
export { type Source, urlSource } from "./source.ts";
export { batchesOf, type Items, itemsOf, oneByOne, type Text } from "./texts.ts";
export type {
  Asked,
  EncodeOptions,
  EvaluateSplitOptions,
  ModelFacts,
  SampleOptions,
  Telling,
  TrainedModel,
  Walk,
} from "./trained-model.ts";
export type { WordScore } from "./word-scores.ts";
