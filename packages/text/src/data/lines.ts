import { createLineSplitter, type LineOptions } from "./line-splitter.ts";

/** Bytes that are decoded at once: far less than a string holds. */
const PIECE = 1 << 24;

/**
 * The lines of a UTF-8 text, as `createLineSplitter` tells them.
 *
 * @throws {TextvaeError} `ENCODING` and `DATA` as `createLineSplitter`.
 */
export const readLines = (bytes: Uint8Array, options: LineOptions): string[] => {
  const splitter = createLineSplitter(options);
  const lines: string[] = [];
  const add = (more: readonly string[]) => {
    for (const line of more) lines.push(line);
  };
  for (let at = 0; at < bytes.length; at += PIECE) {
    add(splitter.push(bytes.subarray(at, at + PIECE)));
  }
  add(splitter.end());
  return lines;
};
