/** White space as Unicode has it: JavaScript's `\s` takes U+FEFF for some and not U+0085. */
const SPACE = "\\p{White_Space}";

/**
 * How GPT-2 cuts a text before it looks for pairs: contractions, words and numbers with the space before
 * them, other signs, and white space.
 *
 * Source: "Language Models are Unsupervised Multitask Learners", Radford et al., 2019,
 * https://github.com/openai/gpt-2/blob/master/src/encoder.py
 */
export const BYTE_LEVEL: RegExp = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${SPACE}\\p{L}\\p{N}]+|${SPACE}+(?!\\P{White_Space})|${SPACE}+`,
  "gu",
);

/** Bytes that stand for themselves: what is printed of Latin 1. Others are U+0100 and on. */
const isPrinted = (byte: number): boolean =>
  (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);

/** A character for each of the 256 bytes, none of them white space. */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(isPrinted(byte) ? byte : next++),
  );
})();
