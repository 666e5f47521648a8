/*
 * Text as it is written, in sentences of words: marks of punctuation are words of their own, and all is in
 * lower case. What is already so written stays as it is. The segmenters of the engine tell words and
 * sentences. Words of plain English are told by a pattern, which is faster, and the same in every engine:
 * these differ in the dots of "U.S.".
 */
const words = new Intl.Segmenter("en", { granularity: "word" });
const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** Letters, digits and white space of ASCII, and its marks. */
const PLAIN = /^[\t -~]*$/;

/** Words of such text: letters with dots, colons or apostrophes between them, digits with marks between them, or one mark. */
const WORD = /\w+(?:(?:(?<=[a-z])[':.](?=[a-z])|(?<=\d)['.,;](?=\d))\w+)*|[^\s\w]/g;

/** At most one end of a sentence, behind all of it. */
const ONE = /^[^.!?]*[.!?]?["')\]]*$/;

/** The words of a sentence with one space between them. */
export const spaced = (sentence: string): string => {
  const lower = sentence.toLowerCase();
  if (PLAIN.test(lower)) return lower.match(WORD)?.join(" ") ?? "";
  return [...words.segment(lower)]
    .map(({ segment }) => segment.trim())
    .filter((word) => word !== "")
    .join(" ");
};

/** The sentences of a text: each line is taken apart where it holds several. */
export const sentencesOf = (text: string): string[] =>
  text
    .split(/\r\n|\r|\n/)
    .flatMap(inLine)
    .map(spaced)
    .filter((sentence) => sentence !== "");

const inLine = (line: string): string[] =>
  PLAIN.test(line) && ONE.test(line)
    ? [line]
    : [...sentences.segment(line.trim())].map(({ segment }) => segment);
