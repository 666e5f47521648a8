export { type Dialogue, GOAL, type Utterance } from "./dialogue.ts";
export { type DialogueDatasetOptions, dialogueDataset, toldBatch } from "./dialogue-dataset.ts";
export { type DialogueFiles, dialogueFiles } from "./dialogue-files.ts";
export { type DialogueOptions, dialogue } from "./dialogue-plugin.ts";
export type { DialogueDataset, SplitSummary } from "./load.ts";
export type { Format } from "./read.ts";
