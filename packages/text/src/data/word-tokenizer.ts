import type { Tokenizer, Vocabulary } from "@textvae/core";
import { serializeVocabulary } from "./vocabulary.ts";

/** What white space separates in a text. */
export const wordsOf = (text: string): string[] => {
  const trimmed = text.trim();
  return trimmed === "" ? [] : trimmed.split(/\s+/);
};

/**
 * Words of a vocabulary as ids; others are its unknown word. Decoded words have one space between them.
 *
 * @example
 * const { encode, decode } = wordTokenizer(parseVocabulary(["a", "rose"]));
 * decode(encode("a  red rose")); // "a <unk> rose"
 */
export const wordTokenizer = (vocabulary: Vocabulary): Tokenizer =>
  Object.freeze({
    vocabulary,
    pieces: wordsOf,
    encode: (text: string) => wordsOf(text).map((word) => vocabulary.id(word)),
    decode: (ids: readonly number[]) => ids.map((id) => vocabulary.word(id)).join(" "),
    keeps: {
      name: "vocab.txt",
      option: "vocabulary",
      content: serializeVocabulary(vocabulary),
    },
  });
