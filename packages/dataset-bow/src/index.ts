export { type BowOptions, bow } from "./bow.ts";
export type { Document } from "./document.ts";
export { type DocumentDatasetOptions, documentDataset } from "./document-dataset.ts";
export { type FeatFiles, featFiles } from "./feat-files.ts";
export type { BowDataset, SplitSummary } from "./load.ts";
export type { VocabularyColumn } from "./vocabulary-lines.ts";
