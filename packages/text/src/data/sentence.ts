import type { Beside } from "@textvae/core";
import { TextvaeError } from "@textvae/ops";
import type { Labelled } from "./labels.ts";

/** A sentence as words, with the name of its class where the corpus has classes. */
export interface Sentence extends Labelled {
  readonly words: readonly string[];
  /** As it stands in its file, for tokenizers that find ids in it in another way than word by word. */
  readonly text?: string;
  /** What else is known of it. */
  readonly beside?: Beside;
}

/** No white space, and no half of a surrogate pair, which no file holds. */
const WORD = /^[^\s\p{Cs}]+$/u;

/**
 * Words, which may come from a program that no compiler has seen; `shown` is what an error shows.
 *
 * @throws {TextvaeError} `DATA` for what is no list of words, such as a string, and for a word that is none.
 */
export const wordsIn = (
  words: unknown,
  where: string,
  shown: unknown = words,
): readonly string[] => {
  if (Array.isArray(words) && words.every((word) => typeof word === "string")) {
    const bad = words.find((word) => !WORD.test(word));
    if (bad === undefined) return words;
    throw new TextvaeError("DATA", where, {
      expected: "words without white space or halves of surrogate pairs, none empty",
      got: inBrief(bad),
      hint: "A text becomes words by text.trim().split(/\\s+/).",
    });
  }
  throw new TextvaeError("DATA", where, {
    expected: 'a list of words, such as ["a", "rose"]',
    got: inBrief(shown),
    hint: 'A string becomes one by text.split(" "); a sentence is an object with its `words`.',
  });
};

/** The sentences of a split. Throws `DATA` for what is no list of them, naming the first that is none. */
export const sentencesIn = (sentences: readonly Sentence[], where: string): readonly Sentence[] => {
  if (!Array.isArray(sentences)) {
    throw new TextvaeError("DATA", where, {
      expected: "a list of sentences",
      got: inBrief(sentences),
    });
  }
  for (const [i, sentence] of sentences.entries()) {
    wordsIn(sentence?.words, `${where}, sentence ${i + 1}`, sentence);
  }
  return sentences;
};

const inBrief = (value: unknown): string => JSON.stringify(value)?.slice(0, 40) ?? "nothing";
