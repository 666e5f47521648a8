import type { Vocabulary } from "@textvae/core";
import {
  isKnown,
  requireKnownWords,
  type VocabularyOptions,
  vocabularyOfCounts,
} from "@textvae/text";

/** Turns words into ids while the vocabulary may not be known yet. */
export interface WordIds {
  /** Ids of words; until `settle`, those of their first appearance. */
  ids(words: readonly string[]): Int32Array;
  /** After train: the vocabulary, and what becomes of the ids given so far, where they change. */
  settle(): { readonly vocabulary: Vocabulary; readonly becomes?: Int32Array };
}

/** Ids of a vocabulary that is there. Throws `DATA` at the end of a train that has none of its words. */
export const givenWords = (vocabulary: Vocabulary, train: boolean): WordIds => {
  let [some, known] = [false, !train];
  return {
    ids(words) {
      some ||= words.length > 0;
      known ||= words.some((word) => isKnown(vocabulary, word));
      return numbersOf(words, vocabulary.id);
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
    ids: (words) => numbersOf(words, settled ? settled.id : number),
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

const numbersOf = (words: readonly string[], number: (word: string) => number): Int32Array => {
  const ids = new Int32Array(words.length);
  for (let at = 0; at < ids.length; at++) ids[at] = number(words[at] as string);
  return ids;
};

const [encoder, decoder] = [new TextEncoder(), new TextDecoder("utf-8", { ignoreBOM: true })];

/** The same word, which keeps no longer text alive that it was cut from. */
const unshared = (word: string): string => decoder.decode(encoder.encode(word));
