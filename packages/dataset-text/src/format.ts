import { TextvaeError } from "@textvae/core";
import type { CutExample } from "@textvae/corpus";
import { EOS, type Sentence, wordsOf } from "@textvae/text";
import { type Format, isRecordFormat, type RecordOptions } from "./format-name.ts";
import { type Json, textOfRecord } from "./json-reader.ts";
import { requireWeight } from "./kept-fields.ts";
import type { Place, ReadText } from "./line-reader.ts";
import { lineReader } from "./line-readers.ts";
import { type SeenLines, watchFormat } from "./other-formats.ts";

export interface ParseOptions extends RecordOptions {
  /** What to call the content in errors: the split. */
  readonly where: string;
  readonly format: Format;
  readonly lowercase: boolean;
  /** Words kept of each sentence, the end of sentence not counted. */
  readonly maxLength: number;
  /** Whether a tokenizer reads texts as they stand: they are kept whole, and not split into words. */
  readonly whole?: boolean;
  /** Asked once for each sentence: whether it counts. Default: all do. */
  readonly only?: (() => boolean) | undefined;
}

/** What is said of the lines that were read. */
export interface ParsedLines {
  /** Lines skipped because they hold no text at all. */
  readonly emptyLines: number;
  /** Sentences cut to `maxLength` words. */
  readonly truncated: number;
  /** Words that they lost. */
  readonly cutWords: number;
  /** The first of these sentences, and words that they lost. */
  readonly cutExamples: readonly CutExample[];
  /** What was taken for granted, in sentences. */
  readonly notes: readonly string[];
}

export interface Parsed extends ParsedLines {
  readonly sentences: readonly Sentence[];
}

/** What is said of the lines of a piece of a text, as plain data. */
export interface PieceLines extends Omit<ParsedLines, "cutExamples" | "notes"> {
  /** How many there were. */
  readonly lines: number;
  /** By their numbers in the piece. */
  readonly cutExamples: readonly CutLine[];
  /** What was seen of them, where other formats are looked for. */
  readonly seen?: SeenLines;
}

interface CutLine {
  readonly line: number;
  readonly lost: string;
}

/** Lines that come one after the other, as sentences. */
export interface LineParser {
  /** The sentence of the next line; undefined where it holds no text. */
  read(line: string): Sentence | undefined;
  /** The same of a record that is no line. */
  row(record: Json): Sentence | undefined;
  /** What was read, once that was all. Throws as `read`. */
  end(): ParsedLines;
  /** What was read of a piece of a text, which is judged with the others. Throws as `read`. */
  endPiece(): PieceLines;
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
  const reader = lineReader(options.format, options);
  const watch = isRecordFormat(options.format) ? undefined : watchFormat(options);
  const { only = () => true } = options;
  let [number, emptyLines, truncated, cutWords] = [0, 0, 0, 0];
  const cutExamples: CutLine[] = [];
  let failure: unknown;

  const where = () => `${options.where}, line ${number}`;
  const whereRow = () => `${options.where}, row ${number}`;

  const accept = (item: ReadText | undefined, where: Place): Sentence | undefined => {
    if (!item) return undefined;
    requireWeight(item, options.weightField, where);
    const { text, label, beside } = item;
    const known = { ...(label !== undefined && { label }), ...(beside && { beside }) };
    if (text === "" && !watch) {
      emptyLines++;
      return undefined;
    }
    if (!only()) return undefined;
    const read = options.lowercase ? text.toLowerCase() : text;
    if (options.whole) {
      checkText(read, where);
      return { words: [], text: read, ...known };
    }
    const words = wordsOf(read);
    checkWords(words, where);
    if (words.length > options.maxLength) {
      truncated++;
      cutWords += words.length - options.maxLength;
      const lost = words.slice(options.maxLength, options.maxLength + SHOWN).join(" ");
      if (cutExamples.length < EXAMPLES) cutExamples.push({ line: number, lost });
    }
    return {
      words: words.length > options.maxLength ? words.slice(0, options.maxLength) : words,
      ...known,
    };
  };

  /** Throws for what was not read. */
  const requireAll = () => {
    const begun = reader.begun?.();
    if (begun !== undefined) throw unended(begun);
    if (failure !== undefined) throw failure;
  };

  return {
    read(line) {
      number++;
      if (line.trim() === "" && reader.begun?.() === undefined) {
        emptyLines++;
        return undefined;
      }
      watch?.see(number, line);
      try {
        if (failure === undefined) return accept(reader.read(line, where), where);
      } catch (error) {
        failure = error;
      }
      if (!watch?.open) throw failure;
      return undefined;
    },
    row(record) {
      number++;
      return accept(textOfRecord(record, options, whereRow), whereRow);
    },
    end() {
      watch?.judge();
      requireAll();
      const examples = cutExamples.map((one) => cutExample(options.where, one));
      const told = { emptyLines, truncated, cutWords, cutExamples: examples };
      return { ...told, notes: watch?.notes() ?? [] };
    },
    endPiece() {
      requireAll();
      const seen = watch && { seen: watch.seen() };
      return { lines: number, emptyLines, truncated, cutWords, cutExamples, ...seen };
    },
  };
};

/**
 * What is said of a text, of what was read of its pieces in their order.
 *
 * @throws {TextvaeError} `DATA` for a text that is of another format as a whole.
 */
export const joinPieces = (
  pieces: readonly PieceLines[],
  { where, format }: Pick<ParseOptions, "where" | "format">,
): ParsedLines => {
  const watch = isRecordFormat(format) ? undefined : watchFormat({ where, format });
  const cutExamples: CutExample[] = [];
  let [before, emptyLines, truncated, cutWords] = [0, 0, 0, 0];
  for (const piece of pieces) {
    if (piece.seen) watch?.add(piece.seen, before);
    for (const { line, lost } of piece.cutExamples) {
      cutExamples.push(cutExample(where, { line: before + line, lost }));
    }
    before += piece.lines;
    emptyLines += piece.emptyLines;
    truncated += piece.truncated;
    cutWords += piece.cutWords;
  }
  watch?.judge();
  const told = { emptyLines, truncated, cutWords, cutExamples: cutExamples.slice(0, EXAMPLES) };
  return { ...told, notes: watch?.notes() ?? [] };
};

const cutExample = (where: string, { line, lost }: CutLine): CutExample => ({
  where: `${where}, line ${line}`,
  lost,
});

/** Examples of what was cut, and words of each that are shown. */
const [EXAMPLES, SHOWN] = [3, 12];

const unended = (where: string): TextvaeError =>
  new TextvaeError("DATA", where, {
    expected: "quotes that are closed",
    got: "none until the end of the file",
    hint: "If quotes are part of the text here, read it with --no-quotes.",
  });

const checkText = (text: string, where: Place): void => {
  if (text !== "") return;
  throw new TextvaeError("DATA", where(), {
    expected: "a sentence after the label",
    got: "no words",
  });
};

const checkWords = (words: readonly string[], where: Place): void => {
  checkText(words[0] ?? "", where);
  if (words.includes(EOS)) {
    throw new TextvaeError("DATA", where(), {
      expected: "a sentence without its end",
      got: `the word ${EOS}`,
      hint: `${EOS} is added to every sentence; remove it from the file.`,
    });
  }
};
