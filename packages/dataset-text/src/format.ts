import { TextvaeError } from "@textvae/core";
import { EOS, integerLabel, type Sentence, wordsOf } from "@textvae/text";
import type { Format } from "./format-name.ts";
import { watchFormat } from "./other-formats.ts";

export interface ParseOptions {
  /** What to call the content in errors: the split. */
  readonly where: string;
  readonly format: Format;
  readonly lowercase: boolean;
  /** Words kept of each sentence, the end of sentence not counted. */
  readonly maxLength: number;
  /** Whether a tokenizer reads texts as they stand: they are kept whole, and not split into words. */
  readonly whole?: boolean;
}

/** What is said of the lines that were read. */
export interface ParsedLines {
  /** Lines skipped because they hold no text at all. */
  readonly emptyLines: number;
  /** Sentences cut to `maxLength` words. */
  readonly truncated: number;
  /** Words that they lost. */
  readonly cutWords: number;
  /** What was taken for granted, in sentences. */
  readonly notes: readonly string[];
}

export interface Parsed extends ParsedLines {
  readonly sentences: readonly Sentence[];
}

/** Lines that come one after the other, as sentences. */
export interface LineParser {
  /** The sentence of the next line; undefined where it holds no text. */
  read(line: string): Sentence | undefined;
  /** What was read, once that was all. Throws as `read`. */
  end(): ParsedLines;
}

/**
 * Lines as sentences. Words are what stands between white space.
 *
 * @throws {TextvaeError} `DATA` with the number of the line that the format can't read.
 */
export const parseLines = (lines: readonly string[], options: ParseOptions): Parsed => {
  const parser = createParser(options);
  const sentences: Sentence[] = [];
  for (const line of lines) {
    const sentence = parser.read(line);
    if (sentence) sentences.push(sentence);
  }
  return { sentences, ...parser.end() };
};

/**
 * A parser of lines one by one. A line that the format can't read is refused once it is known whether
 * all of the text looks like another format, which then says more.
 *
 * `read` and `end` throw `DATA` with the number of the line.
 */
export const createParser = (options: ParseOptions): LineParser => {
  const watch = watchFormat(options);
  let [number, emptyLines, truncated, cutWords] = [0, 0, 0, 0];
  let failure: unknown;

  const parse = (line: string): Sentence | undefined => {
    const where = `${options.where}, line ${number}`;
    const { text, label } = readers[options.format](line, where);
    const read = options.lowercase ? text.toLowerCase() : text;
    if (options.whole) {
      checkText(read, where);
      return { words: [], text: read, ...(label !== undefined && { label }) };
    }
    const words = wordsOf(read);
    checkWords(words, where);
    if (words.length > options.maxLength) {
      truncated++;
      cutWords += words.length - options.maxLength;
    }
    const kept = words.slice(0, options.maxLength);
    return label === undefined ? { words: kept } : { words: kept, label };
  };

  return {
    read(line) {
      number++;
      if (line.trim() === "") {
        emptyLines++;
        return undefined;
      }
      watch.see(number, line);
      try {
        if (failure === undefined) return parse(line);
      } catch (error) {
        failure = error;
      }
      if (!watch.open) throw failure;
      return undefined;
    },
    end() {
      watch.judge();
      if (failure !== undefined) throw failure;
      return { emptyLines, truncated, cutWords, notes: watch.notes() };
    },
  };
};

/** The text of a line without white space at its ends, and its label where the format has one. */
type Reader = (line: string, where: string) => { readonly text: string; readonly label?: string };

const readers: Readonly<Record<Format, Reader>> = {
  lines: (line) => ({ text: line.trim() }),

  "label-tab": (line, where) => {
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
    return { label, text: text.trim() };
  },

  "rating-first": (line, where) => {
    const [, rating = "", text = ""] = /^(\S*)\s*(.*)$/su.exec(line.trim()) ?? [];
    if (!/^-?\d+$/.test(rating)) {
      throw new TextvaeError("DATA", where, {
        expected: "an integer rating as the first token",
        got: JSON.stringify(rating.slice(0, 40)),
        hint: 'For unrated text use format "lines".',
      });
    }
    return { label: integerLabel(rating), text };
  },
};

const checkText = (text: string, where: string): void => {
  if (text !== "") return;
  throw new TextvaeError("DATA", where, {
    expected: "a sentence after the label",
    got: "no words",
  });
};

const checkWords = (words: readonly string[], where: string): void => {
  checkText(words.join(""), where);
  if (words.includes(EOS)) {
    throw new TextvaeError("DATA", where, {
      expected: "a sentence without its end",
      got: `the word ${EOS}`,
      hint: `${EOS} is added to every sentence; remove it from the file.`,
    });
  }
};
