import type { Counted, Tokenizer, Vocabulary } from "@textvae/core";
import {
  createTally,
  hashOf,
  isKnown,
  requireKnownWords,
  type Sentence,
  sizeOfWords,
  type TextSize,
  tokenizeSentence,
  type VocabularyOptions,
  vocabularyOfCounts,
} from "@textvae/text";

/** A sentence as ids. */
export interface SentenceIds {
  readonly ids: readonly number[];
  /** Ids that were cut off. */
  readonly lost: number;
  /** The size of the text that is scored. */
  readonly size: TextSize;
  /** The same for equal sentences. */
  readonly hash: number;
}

/** Turns sentences into ids while the vocabulary may not be known yet. */
export interface WordIds {
  /** Ids of a sentence; until `settle`, words have those of their first appearance. */
  read(sentence: Sentence, where: () => string): SentenceIds;
  /** Ids of words that were counted in a part of the text; absent where parts have ids as they stay. */
  adopt?(counted: Counted): Int32Array;
  /** After train: the vocabulary, and what becomes of the ids given so far, where they change. */
  settle(): { readonly vocabulary: Vocabulary; readonly becomes?: Int32Array };
}

/** Ids of a vocabulary that is there. Throws `DATA` at the end of a train that has none of its words. */
export const givenWords = (vocabulary: Vocabulary, train: boolean): WordIds => {
  let [some, known] = [false, !train];
  return {
    read({ words }) {
      some ||= words.length > 0;
      known ||= words.some((word) => isKnown(vocabulary, word));
      return sentenceOf(words, vocabulary.id);
    },
    adopt({ pieces }) {
      some ||= pieces.length > 0;
      known ||= pieces.some((word) => isKnown(vocabulary, word));
      return Int32Array.from(pieces, vocabulary.id);
    },
    settle() {
      if (some) requireKnownWords(vocabulary, known);
      return { vocabulary };
    },
  };
};

/** Numbers words as they appear, and makes their vocabulary by frequency. Throws as `buildVocabulary`. */
export const countedWords = (options: VocabularyOptions): WordIds => {
  let tally = createTally();
  let settled: Vocabulary | undefined;
  return {
    read: ({ words }) => sentenceOf(words, settled ? settled.id : tally.add),
    adopt: (counted) =>
      settled ? Int32Array.from(counted.pieces, settled.id) : tally.adopt(counted),
    settle() {
      const counts = tally.counts();
      const vocabulary = vocabularyOfCounts(counts, options);
      settled = vocabulary;
      tally = createTally(); // lets the words go
      return { vocabulary, becomes: Int32Array.from(counts.keys(), vocabulary.id) };
    },
  };
};

/** Turns the sentences of a part of a text into ids: of words, the numbers of their first appearance there. */
export interface PartIds extends Pick<WordIds, "read"> {
  /** The words; absent where ids are those of a tokenizer. */
  counted?(): Counted;
}

/** Numbers the words of a part as they appear. */
export const numberedWords = (): PartIds => {
  const tally = createTally();
  return { read: ({ words }) => sentenceOf(words, tally.add), counted: tally.counted };
};

/** Ids of a tokenizer that knows its vocabulary, at most `maxLength` of each sentence. Throws as `tokenize`. */
export const tokenizerIds = (tokenizer: Tokenizer, maxLength: number = Infinity): WordIds => ({
  read: (sentence, where) => tokenizeSentence(sentence, tokenizer, { maxLength, where }),
  settle: () => ({ vocabulary: tokenizer.vocabulary }),
});

const sentenceOf = (words: readonly string[], number: (word: string) => number): SentenceIds => ({
  ids: words.map(number), // a typed array for each sentence would fill memory before it is tidied
  lost: 0,
  size: sizeOfWords(words),
  hash: hashOf(words),
});
