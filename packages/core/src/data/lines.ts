import { TextvaeError } from "@textvae/ops";

export interface LineOptions {
  /** What to call the content in errors: the split. */
  readonly where: string;
  /** The longest line allowed, in bytes without its end. */
  readonly maxLineBytes: number;
}

const LF = 10;
const CR = 13;

/**
 * The lines of a UTF-8 text. A byte order mark is stripped; a line ends in LF or CRLF, the last
 * one may end with the text.
 *
 * @throws {TextvaeError} `ENCODING` for bytes that are no UTF-8 and for NUL bytes, `DATA` for a
 * line above `maxLineBytes`; each names the line.
 */
export const readLines = (bytes: Uint8Array, options: LineOptions): string[] => {
  rejectNul(bytes, options);
  rejectLongLines(bytes, options);
  const lines = decode(bytes, options).split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
};

const decode = (bytes: Uint8Array, { where }: LineOptions): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const offset = firstInvalid(bytes);
    throw new TextvaeError("ENCODING", where, {
      expected: "UTF-8",
      got: `an invalid sequence at byte ${offset}, line ${lineAt(bytes, offset)}`,
      hint: "Save the file as UTF-8.",
      cause,
    });
  }
};

/** Offset of the byte at which the text stops being UTF-8, by bisection on valid prefixes. */
const firstInvalid = (bytes: Uint8Array): number => {
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (middle <= bytes.length && isValidPrefix(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return Math.min(valid, bytes.length - 1);
};

const isValidPrefix = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
};

const rejectNul = (bytes: Uint8Array, { where }: LineOptions): void => {
  const offset = bytes.indexOf(0);
  if (offset < 0) return;
  throw new TextvaeError("ENCODING", where, {
    expected: "text without NUL bytes",
    got: `one at byte ${offset}, line ${lineAt(bytes, offset)}`,
    hint: "A binary file or UTF-16? Save the file as UTF-8.",
  });
};

const rejectLongLines = (bytes: Uint8Array, { where, maxLineBytes }: LineOptions): void => {
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const feed = bytes.indexOf(LF, start);
    const end = feed < 0 ? bytes.length : feed;
    const length = end - start - (end > start && bytes[end - 1] === CR ? 1 : 0);
    if (length > maxLineBytes) {
      throw new TextvaeError("DATA", `${where}, line ${line}`, {
        expected: `at most ${maxLineBytes} bytes`,
        got: `${length}`,
        hint: "Put one sentence on a line, or raise maxLineBytes.",
      });
    }
    start = end + 1;
  }
};

/** Number of the line, counted from 1, that holds a byte. */
const lineAt = (bytes: Uint8Array, offset: number): number => {
  let line = 1;
  for (let at = bytes.indexOf(LF); at >= 0 && at < offset; at = bytes.indexOf(LF, at + 1)) line++;
  return line;
};
