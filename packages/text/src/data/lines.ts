import { TextvaeError } from "@textvae/ops";
import { decodeText } from "./decode-text.ts";

export interface LineOptions {
  /** What to call the content in errors: the split. */
  readonly where: string;
  /** The longest line allowed, in bytes without its end. */
  readonly maxLineBytes: number;
}

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
 * The lines of a UTF-8 text. A byte order mark is stripped; a line ends in LF or CRLF, or, in a text
 * without any LF, in CR; the last one may end with the text.
 *
 * @throws {TextvaeError} `ENCODING` for bytes that are no UTF-8 and for NUL bytes; `DATA` for a line
 * above `maxLineBytes`, for a lone CR among lines that end in LF, and for a text whose only ends of
 * lines are others; each names the line.
 */
export const readLines = (bytes: Uint8Array, { where, maxLineBytes }: LineOptions): string[] => {
  const text = decodeText(bytes, where);
  const lines = text.includes("\n") ? unixLines(text, where) : text.split("\r");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 1) rejectOtherEnds(lines[0] as string, where);
  rejectLongLines(lines, where, maxLineBytes);
  return lines;
};

/** Lines that end in LF. CRs before it belong to the end, and so do those at the end of the text. */
const unixLines = (text: string, where: string): string[] => {
  const lines = text.split("\n").map(withoutReturns);
  const mixed = lines.findIndex((line) => line.includes("\r"));
  if (mixed < 0) return lines;
  throw new TextvaeError("DATA", `${where}, line ${mixed + 1}`, {
    expected: "lines that end alike, in LF or CRLF",
    got: "a lone CR within a line that ends in LF",
    hint: "Is it the end of a line, or white space? Put LF or a space in its place.",
  });
};

const withoutReturns = (line: string): string => {
  let end = line.length;
  while (line[end - 1] === "\r") end--;
  return line.slice(0, end);
};

const rejectOtherEnds = (line: string, where: string): void => {
  const end = Object.keys(OTHER_ENDS).find((character) => line.trim().includes(character));
  if (end === undefined) return;
  throw new TextvaeError("DATA", where, {
    expected: "lines that end in LF or CRLF",
    got: `one line with ${OTHER_ENDS[end]}`,
    hint: "Put LF at the end of each line.",
  });
};

/** Bytes of UTF-8 are at most three times the code units, which are looked at first. */
const rejectLongLines = (lines: readonly string[], where: string, maxLineBytes: number): void => {
  for (const [index, line] of lines.entries()) {
    if (3 * line.length <= maxLineBytes) continue;
    const { length } = new TextEncoder().encode(line);
    if (length <= maxLineBytes) continue;
    throw new TextvaeError("DATA", `${where}, line ${index + 1}`, {
      expected: `at most ${maxLineBytes} bytes`,
      got: `${length}`,
      hint: "Put one sentence on a line, or raise maxLineBytes.",
    });
  }
};
