/** What a run's folder says of it, and whether it may go on. */
export { settleAccount } from "./kept-account.ts";
export { settleTokenizer } from "./kept-tokenizer.ts";
export { readVocabulary } from "./manifest.ts";
export { asStored } from "./record/continued-run.ts";
export { requireVersions, withRecordedPlugins } from "./record/recorded-parts.ts";
export {
  type DataRecord,
  type RecordedConfig,
  type RecordSources,
  readRecordedConfig,
  recordConfig,
  recordData,
  recordPlugins,
  recordRun,
  settingsOf,
  whicheverFirst,
} from "./record/run-config.ts";
export type { RunSettings } from "./record/run-settings.ts";
export {
  type DataFolder,
  requireRecordedData,
  requireSameData,
  requireSameFiles,
  requireSameWords,
} from "./record/same-data.ts";
