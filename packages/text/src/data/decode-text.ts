import { TextvaeError } from "@textvae/ops";

const LF = 10;
const CR = 13;

/** What a file that is no UTF-8 text begins with. */
const OTHERS: readonly (readonly [name: string, first: readonly number[], hint: string])[] = [
  ["UTF-32 with a byte order mark", [0xff, 0xfe, 0, 0], "Save the file as UTF-8."],
  ["UTF-16 with a byte order mark", [0xff, 0xfe], "Save the file as UTF-8."],
  ["UTF-16 with a byte order mark", [0xfe, 0xff], "Save the file as UTF-8."],
  ["a gzip file", [0x1f, 0x8b], "Unpack it first."],
  ["a zip file", [0x50, 0x4b, 3, 4], "Unpack it first."],
  ["a zstd file", [0x28, 0xb5, 0x2f, 0xfd], "Unpack it first."],
];

/**
 * Decodes a UTF-8 text block by block, each of whole lines, without its byte order mark. `lines` is the
 * number of lines before the block. Unless it `begins` there, the text goes on from a text before it.
 *
 * The decoder throws `ENCODING` for NUL bytes and for bytes that are no UTF-8, with byte and line;
 * `DATA` for more text than a string holds.
 */
export const createDecoder = (
  where: string,
  begins = true,
): ((bytes: Uint8Array, lines: number) => string) => {
  let before = 0;
  // Only the first block may begin with a byte order mark that is none of its characters.
  let decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: !begins });
  return (bytes, lines) => {
    const place = (offset: number) =>
      `byte ${before + offset}, line ${lines + lineAt(bytes, offset)}`;
    rejectOthers(bytes, where, { first: begins && before === 0, place });
    try {
      const text = decoder.decode(bytes);
      if (before === 0) decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      before += bytes.length;
      return text;
    } catch (cause) {
      const offset = firstInvalid(bytes);
      if (offset === undefined) throw tooLong(bytes, where, cause);
      throw new TextvaeError("ENCODING", where, {
        expected: "UTF-8",
        got: `an invalid sequence at ${place(offset)}`,
        hint: "Save the file as UTF-8.",
        cause,
      });
    }
  };
};

const rejectOthers = (
  bytes: Uint8Array,
  where: string,
  { first, place }: { readonly first: boolean; readonly place: (offset: number) => string },
): void => {
  const other = first
    ? OTHERS.find(([, begins]) => begins.every((byte, at) => bytes[at] === byte))
    : undefined;
  const nul = bytes.indexOf(0);
  if (!other && nul < 0) return;
  const found = nul < 0 ? "" : `one at ${place(nul)}`;
  throw new TextvaeError("ENCODING", where, {
    expected: other ? "UTF-8" : "text without NUL bytes",
    got: other ? [other[0], found && `NUL bytes, ${found}`].filter(Boolean).join(": ") : found,
    hint: other?.[2] ?? "A binary file or UTF-16? Save the file as UTF-8.",
  });
};

const tooLong = ({ length }: Uint8Array, where: string, cause: unknown): TextvaeError =>
  new TextvaeError("DATA", where, {
    expected: "lines that one string holds, about 500 MB",
    got: `one of up to ${length} bytes`,
    hint: "Put one sentence on a line.",
    cause,
  });

/**
 * Offset of the byte at which the text stops being UTF-8, by bisection on valid prefixes; undefined
 * where all of it is.
 */
const firstInvalid = (bytes: Uint8Array): number | undefined => {
  if (isValid(bytes, false)) return undefined;
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    if (middle <= bytes.length && isValid(bytes.subarray(0, middle), true)) valid = middle;
    else invalid = middle;
  }
  return Math.min(valid, bytes.length - 1);
};

const PIECE = 1 << 26;

const isValid = (bytes: Uint8Array, more: boolean): boolean => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += PIECE) {
      decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
    }
    if (!more) decoder.decode();
    return true;
  } catch {
    return false;
  }
};

/** Number of the line, counted from 1, that holds a byte; of a text of lone CRs by these. */
const lineAt = (bytes: Uint8Array, offset: number): number => {
  const end = bytes.indexOf(LF) < 0 ? CR : LF;
  let line = 1;
  for (let at = bytes.indexOf(end); at >= 0 && at < offset; at = bytes.indexOf(end, at + 1)) line++;
  return line;
};
