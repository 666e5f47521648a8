import { TextvaeError } from "@textvae/ops";
import { createDecoder } from "./decode-text.ts";

export interface LineOptions {
  /** What to call the content in errors: the split, or the file. */
  readonly where: string;
  /** The longest line allowed, in bytes without its end. */
  readonly maxLineBytes: number;
  /** Is told, in a sentence, what was taken for granted. */
  readonly note?: (text: string) => void;
  /** Which of the pieces of a text it is that were cut after an LF. Default: all of it, first and last. */
  readonly piece?: { readonly first: boolean; readonly last: boolean } | undefined;
}

/** Bytes that come in pieces, as lines. */
export interface LineSplitter {
  /** The lines that end within these bytes. */
  push(bytes: Uint8Array): string[];
  /** The lines that the end of the text ends. */
  end(): string[];
}

const LF = 10;
const CR = 13;

const WHOLE = { first: true, last: true };

/** Characters that end a line elsewhere and do not here, by name. */
const OTHER_ENDS: Readonly<Record<string, string>> = {
  "\u2028": "U+2028, line separators",
  "\u2029": "U+2029, paragraph separators",
  "\u0085": "U+0085, next lines",
  "\u000b": "U+000B, vertical tabs",
  "\u000c": "U+000C, form feeds",
  "\u001c": "U+001C, file separators",
  "\u001d": "U+001D, group separators",
  "\u001e": "U+001E, record separators",
  "\\n": "\\n, a backslash and an n,",
};

/**
 * Splits a UTF-8 text that comes in pieces of any size. A byte order mark is stripped; a line ends in
 * LF or CRLF, or, in a text without any LF, in CR; the last one may end with the text. It holds no more
 * than a piece and a line.
 *
 * `push` and `end` throw `ENCODING` for bytes that are no UTF-8 and for NUL bytes, with byte and line;
 * `DATA` for a line above `maxLineBytes`, for a lone CR among lines that end in LF, and for a text whose
 * only ends of lines are others, unless it is one record of JSON; each names the line.
 *
 * @example
 * const splitter = createLineSplitter({ where: "train", maxLineBytes: 1000 });
 * const bytes = new TextEncoder().encode("a rose\nis a");
 * [...splitter.push(bytes), ...splitter.end()]; // ["a rose", "is a"]
 */
export const createLineSplitter = ({
  where,
  maxLineBytes,
  note,
  piece: { first: begins, last: ends } = WHOLE,
}: LineOptions): LineSplitter => {
  const decode = createDecoder(where, begins);
  let [pending, pendingBytes]: [Uint8Array[], number] = [[], 0];
  let [lines, first]: [number, string | undefined] = [0, undefined];
  /** The byte that ends lines; undefined while there was neither LF nor too much without one. */
  let ending: number | undefined = begins ? undefined : LF;

  const block = (bytes: Uint8Array): string[] => {
    const text = decode(bytes, lines);
    const found = ending === CR ? text.split("\r") : text.split("\n").map(withoutReturns);
    const mixed = found.findIndex((line) => line.includes(ending === CR ? "\n" : "\r"));
    if (mixed >= 0) throw mixedEnds(where, ending === CR ? 1 : lines + mixed + 1);
    if (found.at(-1) === "") found.pop();
    rejectLongLines(found, { where, maxLineBytes }, lines);
    lines += found.length;
    first ??= found[0];
    return found;
  };

  const settle = (bytes: Uint8Array): void => {
    if (ending !== undefined) return;
    if (bytes.includes(LF)) ending = LF;
    else if (pendingBytes > maxLineBytes && pending.some((piece) => piece.includes(CR))) {
      ending = CR;
      note?.(loneReturns(where));
    }
  };

  const keep = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    pending.push(bytes.slice()); // whoever reads may fill the same memory again
    pendingBytes += bytes.length;
  };

  const take = (bytes: Uint8Array): Uint8Array => {
    const all = joined([...pending, bytes], pendingBytes + bytes.length);
    [pending, pendingBytes] = [[], 0];
    return all;
  };

  return {
    push(bytes) {
      settle(bytes);
      const last = bytes.lastIndexOf(ending ?? LF);
      if (last >= 0) {
        const found = block(take(bytes.subarray(0, last + 1)));
        keep(bytes.subarray(last + 1));
        return found;
      }
      keep(bytes);
      settle(bytes);
      if (ending === CR || pendingBytes <= maxLineBytes + SLACK) return [];
      const all = take(new Uint8Array());
      decode(wholeCharacters(all), lines);
      throw tooLong(where, lines + 1, maxLineBytes, `${all.length} and no end`);
    },
    end() {
      const rest = take(new Uint8Array());
      if (ending === undefined && rest.includes(CR)) {
        ending = CR;
        if (rest.indexOf(CR) < rest.length - 1) note?.(loneReturns(where));
      }
      const found = block(rest);
      if (lines === 1 && begins && ends) rejectOtherEnds(first as string, where);
      return found;
    },
  };
};

/** What a line may hold beside its own bytes: a byte order mark, and carriage returns at its end. */
const SLACK = 16;

/** Without what a piece may have cut: the bytes from the start of the last character on. */
const wholeCharacters = (bytes: Uint8Array): Uint8Array => {
  let end = bytes.length - 1;
  while (end > bytes.length - 4 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
};

const joined = (pieces: readonly Uint8Array[], length: number): Uint8Array => {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};

const loneReturns = (where: string): string =>
  `warning: lines of ${where} end in CR alone, as no system writes them any more`;

/** CRs before an LF belong to the end of the line, and so do those at the end of the text. */
const withoutReturns = (line: string): string => {
  let end = line.length;
  while (line[end - 1] === "\r") end--;
  return line.slice(0, end);
};

const mixedEnds = (where: string, line: number): TextvaeError =>
  new TextvaeError("DATA", `${where}, line ${line}`, {
    expected: "lines that end alike, in LF or CRLF",
    got: "a lone CR within a line that ends in LF",
    hint: "Is it the end of a line, or white space? Put LF or a space in its place.",
  });

const rejectOtherEnds = (line: string, where: string): void => {
  const end = Object.keys(OTHER_ENDS).find((character) => line.trim().includes(character));
  if (end === undefined || isRecord(line)) return;
  throw new TextvaeError("DATA", where, {
    expected: "lines that end in LF or CRLF",
    got: `one line with ${OTHER_ENDS[end]}`,
    hint: "Put LF at the end of each line.",
  });
};

/** Whether a line is JSON by itself: what ends lines elsewhere stands within its strings then. */
const isRecord = (line: string): boolean => {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
};

/** Bytes of UTF-8 are at most three times the code units, which are looked at first. */
const rejectLongLines = (
  lines: readonly string[],
  { where, maxLineBytes }: LineOptions,
  before: number,
): void => {
  let number = before;
  for (const line of lines) {
    number++;
    if (3 * line.length <= maxLineBytes) continue;
    const { length } = new TextEncoder().encode(line);
    if (length > maxLineBytes) throw tooLong(where, number, maxLineBytes, String(length));
  }
};

const tooLong = (where: string, line: number, most: number, got: string): TextvaeError =>
  new TextvaeError("DATA", `${where}, line ${line}`, {
    expected: `at most ${most} bytes`,
    got,
    hint: "Put one sentence on a line, or raise maxLineBytes.",
  });
