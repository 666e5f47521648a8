/** Data of runs: the datasets of a registry asked what a folder holds; files come from outside. */

export { fileDataset } from "./data/file-dataset.ts";
export { type DataSource, type ReadFolder, readFolder, readFolderPart } from "./data/folder.ts";
export { type DataRequest, loadDataset, namedDatasets, requireSplits } from "./data/load.ts";
export { namedTokenizer } from "./data/named-tokenizer.ts";
