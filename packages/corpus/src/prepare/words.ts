import type { Tokenizer, Vocabulary } from "@textvae/core";
import {
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
    settle() {
      if (some) requireKnownWords(vocabulary, known);
      return { vocabulary };
    },
  };
};

/** Numbers words as they appear, and makes their vocabulary by frequency. Throws as `buildVocabulary`. */
export const countedWords = (options: VocabularyOptions): WordIds => {
  const numbers = new Map<string, number>();
  const counts: number[] = [];
  let settled: Vocabulary | undefined;
  const number = (word: string): number => {
    const found = numbers.get(word);
    if (found !== undefined) {
      (counts[found] as number)++;
      return found;
    }
    numbers.set(unshared(word), counts.length);
    return counts.push(1) - 1;
  };
  return {
    read: ({ words }) => sentenceOf(words, settled ? settled.id : number),
    settle() {
      const counted = new Map<string, number>();
      for (const [word, at] of numbers) counted.set(word, counts[at] as number);
      const vocabulary = vocabularyOfCounts(counted, options);
      settled = vocabulary;
      const becomes = new Int32Array(counts.length);
      for (const [word, at] of numbers) becomes[at] = vocabulary.id(word);
      numbers.clear();
      return { vocabulary, becomes };
    },
  };
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

const [encoder, decoder] = [new TextEncoder(), new TextDecoder("utf-8", { ignoreBOM: true })];

/** The same word, which keeps no longer text alive that it was cut from. */
const unshared = (word: string): string => decoder.decode(encoder.encode(word));
