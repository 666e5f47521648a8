export {
  type Accounted,
  accountOf,
  accountOfSentences,
  hashOf,
  repetitionNotes,
} from "./account.ts";
export { Content, isSource, SOURCE, type Source } from "./content.ts";
export { type Corpus, encode, scoredLength, textBatch } from "./corpus.ts";
export { type CreateDatasetOptions, createDataset, type Items } from "./create-dataset.ts";
export {
  type FileOptions,
  type LoadedFiles,
  type SentenceFileOptions,
  vocabularyOf,
} from "./files.ts";
export { classNames, integerLabel, type Labelled } from "./labels.ts";
export { type LineOptions, readLines } from "./lines.ts";
export type { Sentence } from "./sentence.ts";
export { type SentenceDatasetOptions, sentenceDataset } from "./sentence-dataset.ts";
export { filesBySplit, mapSplits, type PerSplit } from "./splits.ts";
export { type UnigramScore, unigram } from "./unigram.ts";
export {
  bagVocabulary,
  buildVocabulary,
  countedVocabulary,
  createVocabulary,
  EOS,
  parseVocabulary,
  serializeVocabulary,
  UNK,
  type VocabularyOptions,
} from "./vocabulary.ts";
export { wordsOf, wordTokenizer } from "./word-tokenizer.ts";
