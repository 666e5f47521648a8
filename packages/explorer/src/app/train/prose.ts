/*
 * Text as it is written, in sentences of words: marks of punctuation are words of their own, and all is in
 * lower case. What is already so written stays as it is.
 */
const words = new Intl.Segmenter("en", { granularity: "word" });
const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** The words of a sentence with one space between them. */
export const spaced = (sentence: string): string =>
  [...words.segment(sentence.toLowerCase())]
    .map(({ segment }) => segment.trim())
    .filter((word) => word !== "")
    .join(" ");

/** What is one sentence of such words as it stands: told at once, where the segmenters take long. */
const SPACED = /^[a-z]+(?: [a-z]+)*(?: [.!?])?$/;

/** The sentences of a text: each line is taken apart where it holds several. */
export const sentencesOf = (text: string): string[] =>
  text.split(/\r\n|\r|\n/).flatMap((line) => {
    if (SPACED.test(line)) return [line];
    return [...sentences.segment(line.trim())]
      .map(({ segment }) => spaced(segment))
      .filter((sentence) => sentence !== "");
  });
