export type { Format } from "./format-name.ts";
export type { SplitSummary, TextDataset } from "./load.ts";
export { splitFiles, splitOfFile } from "./split-files.ts";
export { type TextOptions, text } from "./text.ts";
