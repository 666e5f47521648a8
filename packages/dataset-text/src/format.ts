import { TextvaeError } from "@textvae/core";
import { EOS, integerLabel, type Sentence } from "@textvae/text";
import type { Format } from "./format-name.ts";
import { notesOn, rejectOtherFormats } from "./other-formats.ts";

export interface ParseOptions {
  /** What to call the content in errors: the split. */
  readonly where: string;
  readonly format: Format;
  readonly lowercase: boolean;
  /** Words kept of each sentence, the end of sentence not counted. */
  readonly maxLength: number;
}

export interface Parsed {
  readonly sentences: readonly Sentence[];
  /** Lines skipped because they hold no text at all. */
  readonly emptyLines: number;
  /** Sentences cut to `maxLength` words. */
  readonly truncated: number;
  /** Words that they lost. */
  readonly cutWords: number;
  /** What was taken for granted, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Lines as sentences. Words are what stands between white space.
 *
 * @throws {TextvaeError} `DATA` with the number of the line that the format can't read.
 */
export const parseLines = (lines: readonly string[], options: ParseOptions): Parsed => {
  const sentences: Sentence[] = [];
  let truncated = 0;
  let cutWords = 0;
  const held = Array.from(lines, (line, index) => [index + 1, line] as const).filter(
    ([, line]) => line.trim() !== "",
  );
  rejectOtherFormats(held, options);
  for (const [number, line] of held) {
    const where = `${options.where}, line ${number}`;
    const { words, label } = readers[options.format](line, options.lowercase, where);
    checkWords(words, where);
    if (words.length > options.maxLength) {
      truncated++;
      cutWords += words.length - options.maxLength;
    }
    const kept = words.slice(0, options.maxLength);
    sentences.push(label === undefined ? { words: kept } : { words: kept, label });
  }
  const emptyLines = lines.length - held.length;
  return { sentences, emptyLines, truncated, cutWords, notes: notesOn(held, options) };
};

const tokenize = (text: string, lowercase: boolean): string[] => {
  const trimmed = text.trim();
  if (trimmed === "") return [];
  return (lowercase ? trimmed.toLowerCase() : trimmed).split(/\s+/);
};

type Reader = (line: string, lowercase: boolean, where: string) => Sentence;

const readers: Readonly<Record<Format, Reader>> = {
  lines: (line, lowercase) => ({ words: tokenize(line, lowercase) }),

  "label-tab": (line, lowercase, where) => {
    const tab = line.indexOf("\t");
    const label = line.slice(0, Math.max(tab, 0)).trim();
    if (label === "") {
      throw new TextvaeError("DATA", where, {
        expected: "label<TAB>text",
        got: tab < 0 ? "a line without a tab" : "a line without a label",
        hint: tab < 0 ? 'For unlabelled text use format "lines".' : "Name every line's class.",
      });
    }
    const text = line.slice(tab + 1);
    if (text.trimEnd().includes("\t")) {
      throw new TextvaeError("DATA", where, {
        expected: "label<TAB>text",
        got: `${text.trimEnd().split("\t").length + 1} columns`,
        hint: "Remove the others, or put spaces in the place of tabs within the text.",
      });
    }
    return { label, words: tokenize(text, lowercase) };
  },

  "rating-first": (line, lowercase, where) => {
    const [rating = "", ...words] = tokenize(line, lowercase);
    if (!/^-?\d+$/.test(rating)) {
      throw new TextvaeError("DATA", where, {
        expected: "an integer rating as the first token",
        got: JSON.stringify(rating.slice(0, 40)),
        hint: 'For unrated text use format "lines".',
      });
    }
    return { label: integerLabel(rating), words };
  },
};

const checkWords = (words: readonly string[], where: string): void => {
  if (words.length === 0) {
    throw new TextvaeError("DATA", where, {
      expected: "a sentence after the label",
      got: "no words",
    });
  }
  if (words.includes(EOS)) {
    throw new TextvaeError("DATA", where, {
      expected: "a sentence without its end",
      got: `the word ${EOS}`,
      hint: `${EOS} is added to every sentence; remove it from the file.`,
    });
  }
};
