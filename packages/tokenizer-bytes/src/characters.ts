import { definePlugin, type LearnOptions, type Plugin, type Tokenizer } from "@textvae/core";
import { countedVocabulary, createTally, createVocabulary, EOS, UNK } from "@textvae/text";
import * as v from "valibot";

export interface CharactersOptions {
  /** The characters that are known, in the order of their ids; without it they are learned. */
  readonly alphabet?: string | undefined;
}

/** What an unknown character is decoded to, and what stands for no known one. */
const REPLACEMENT = "\uFFFD";

const alphabet = v.pipe(
  v.string(),
  v.check((text) => !/\p{Surrogate}/u.test(text), "a string without half surrogate pairs"),
  v.check((text) => new Set(text).size === [...text].length, "each character once"),
);

/**
 * The characters of a text, which are code points of Unicode: `<eos>` is 0, an unknown one 1, the others
 * follow. Without an alphabet it knows none and learns those of texts, by falling frequency. An unknown
 * one decodes to U+FFFD; all others come back as they were.
 *
 * @example
 * const learner = characters().learner?.({ maxVocabulary: 100 });
 * for (const line of lines) learner?.add(line);
 * const tokenizer = learner?.finish();
 */
export const characters: Plugin<CharactersOptions, Tokenizer> = definePlugin({
  kind: "tokenizer",
  name: "characters",
  version: "0.1.0",
  description: "The characters of a text",
  options: v.strictObject({ alphabet: v.optional(alphabet) }),
  create: ({ alphabet }): Tokenizer => ({
    ...ofAlphabet(alphabet ?? ""),
    ...(alphabet === undefined && { learner }),
  }),
});

const ofAlphabet = (alphabet: string): Tokenizer => {
  const vocabulary = createVocabulary([EOS, UNK, ...alphabet], { eos: 0, unk: 1 });
  const written = (id: number): string => {
    const name = vocabulary.word(id);
    return id === 0 ? "" : id === 1 ? REPLACEMENT : name;
  };
  return {
    vocabulary,
    pieces: (text) => [...text],
    encode: (text) => Array.from(text, (character) => vocabulary.id(character)),
    decode: (ids) => ids.map(written).join(""),
  };
};

const learner = (options: LearnOptions = {}) => {
  const { add, adopt, counted, counts } = createTally();
  const ofWords = ([, , ...known]: readonly string[]) => characters({ alphabet: known.join("") });
  return {
    ...{ adopt, counted },
    add(text: string) {
      for (const one of text) add(one);
    },
    finish: () => ofWords(countedVocabulary(counts(), options, "character").words),
    again: (words: string) => ofWords(JSON.parse(words)),
  };
};
