export {
  type Accounted,
  accountOf,
  accountOfSentences,
  hashOf,
  includes,
  repetitionNotes,
} from "./account.ts";
export { type BesideTypes, fieldsOf, numbersBeside, type Weighing, weighing } from "./beside.ts";
export { Content, createFingerprint, isSource, SOURCE, type Source } from "./content.ts";
export { type Corpus, encode, flatCorpus, scoredLength, textBatch } from "./corpus.ts";
export { type CreateDatasetOptions, createDataset, type Items } from "./create-dataset.ts";
export {
  type FileOptions,
  givenVocabulary,
  isKnown,
  type LoadedFiles,
  requireKnownWords,
  type SentenceFileOptions,
  vocabularyOf,
} from "./files.ts";
export { type Classes, classNames, collectClasses, integerLabel, type Labelled } from "./labels.ts";
export { createLineSplitter, type LineOptions, type LineSplitter } from "./line-splitter.ts";
export { readLines } from "./lines.ts";
export type { Sentence } from "./sentence.ts";
export { type SentenceDatasetOptions, sentenceDataset } from "./sentence-dataset.ts";
export { filesBySplit, mapSplits, type PerSplit, SPLITS } from "./splits.ts";
export { createTally, type Tally } from "./tally.ts";
export { sizeOfWords, type TextSize, textSize, totalSize } from "./text-size.ts";
export {
  learnedTokenizer,
  type Tokenized,
  type TokenizedSentence,
  textIn,
  tokenize,
  tokenizeSentence,
} from "./tokenized.ts";
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
  vocabularyOfCounts,
} from "./vocabulary.ts";
export { wordsOf, wordTokenizer } from "./word-tokenizer.ts";
