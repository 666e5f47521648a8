export {
  inspectCorpus,
  type Lengths,
  type ShownSentence,
  type SplitInspection,
} from "./inspection.ts";
export { keptCorpus, keyOf } from "./kept-corpus.ts";
export { keptText } from "./kept-text.ts";
export type { CorpusDescription, SplitDescription } from "./paged/file.ts";
export type { Columns, ColumnType } from "./paged/layout.ts";
export { itemsOf, openCorpus, type PagedCorpus } from "./paged/open-corpus.ts";
export type { PagedItems } from "./paged/split-reader.ts";
export { PagedContent } from "./paged-content.ts";
export { pagedDataset } from "./paged-dataset.ts";
export { memoryPages } from "./pages/memory-pages.ts";
export {
  openPart,
  type Part,
  type PartOptions,
  type PartSplit,
  preparePart,
} from "./prepare/part.ts";
export {
  type CorpusOptions,
  type JoinOptions,
  joinParts,
  type PrepareOptions,
  prepareCorpus,
} from "./prepare/prepare-corpus.ts";
export type { CutExample, Reading, ReadingFacts } from "./prepare/reading.ts";
export {
  countedWords,
  givenWords,
  numberedWords,
  type PartIds,
  type SentenceIds,
  tokenizerIds,
  type WordIds,
} from "./prepare/words.ts";
export { bytesSource } from "./sources/bytes-source.ts";
export { createDigest, type Digest, readAgain, type SourceRecord } from "./sources/digest.ts";
export { linesOf } from "./sources/lines-of.ts";
export { parquetRows, type Row } from "./sources/parquet-rows.ts";
export { pieceSource } from "./sources/piece-source.ts";
export { type Piece, piecesOf } from "./sources/pieces-of.ts";
export { rangedSource } from "./sources/ranged-source.ts";
