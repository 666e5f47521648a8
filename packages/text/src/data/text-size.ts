import { wordsOf } from "./word-tokenizer.ts";

/** How much text there is, whatever the vocabulary. */
export interface TextSize {
  /** What white space separates. */
  readonly words: number;
  /** Bytes of UTF-8, with one space between words. */
  readonly bytes: number;
}

/**
 * The size of a text in words and bytes. White space at its ends and beyond one space between words doesn't
 * count, so that the text has one size for tokenizers that keep it and for those that don't.
 *
 * @example
 * textSize(" naïve  rose "); // { words: 2, bytes: 11 }
 */
export const textSize = (text: string): TextSize => sizeOfWords(wordsOf(text));

export const sizeOfWords = (words: readonly string[]): TextSize => ({
  words: words.length,
  bytes: words.reduce((sum, word) => sum + utf8Length(word), Math.max(0, words.length - 1)),
});

/** The sum of sizes. */
export const totalSize = (sizes: Iterable<TextSize>): TextSize => {
  let [words, bytes] = [0, 0];
  for (const size of sizes) {
    words += size.words;
    bytes += size.bytes;
  }
  return { words, bytes };
};

/** Half a surrogate pair counts as the U+FFFD that an encoder puts in its place, 3 bytes. */
const utf8Length = (text: string): number => {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const pair = unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(i + 1));
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : pair ? 4 : 3;
    if (pair) i++;
  }
  return bytes;
};

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
