import type { Counted, PageFile } from "@textvae/core";
import { readNumbers } from "../paged/layout.ts";
import { bytesOf } from "../pages/numbers.ts";

/** Where words stand in a file: how often each occurs, 64 bits, then the words, a line each. */
export interface WordsPlace {
  readonly at: number;
  readonly words: number;
  /** Of the lines. */
  readonly bytes: number;
}

/** Writes words, which hold no ends of lines, from a multiple of 8 on to another. */
export const writeWords = (
  file: PageFile,
  at: number,
  { pieces, counts }: Counted,
): { readonly place: WordsPlace; readonly end: number } => {
  const lines = new TextEncoder().encode(pieces.join("\n"));
  const padded = new Uint8Array(Math.ceil(lines.length / 8) * 8);
  padded.set(lines);
  file.write(at, bytesOf(Float64Array.from(counts)));
  file.write(at + 8 * counts.length, padded);
  const place = { at, words: counts.length, bytes: lines.length };
  return { place, end: at + 8 * counts.length + padded.length };
};

export const readWords = (file: PageFile, { at, words, bytes }: WordsPlace): Counted => {
  const counts = readNumbers(file, at, new Float64Array(words));
  const lines = new Uint8Array(bytes);
  file.read(at + counts.byteLength, lines);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return { pieces: words === 0 ? [] : decoder.decode(lines).split("\n"), counts: [...counts] };
};
