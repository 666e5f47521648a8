export type { Format } from "./format-name.ts";
export type { SplitSummary, TextDataset } from "./load.ts";
export type { ReadingOptions, TextOptions } from "./options.ts";
export { splitFiles, splitOfFile } from "./split-files.ts";
export { streamHeldOut, streamText } from "./stream.ts";
export { streamTextPart } from "./stream-part.ts";
export { text } from "./text.ts";
