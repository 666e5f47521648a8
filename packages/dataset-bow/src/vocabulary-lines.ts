import { TextvaeError } from "@textvae/core";

/** What the second column of a vocabulary is: how often a word occurs, or its place among the ids. */
export type VocabularyColumn = "count" | "index";

/** Below this many words counts may be an order of 1 … n by chance. */
const FEW = 10;

/**
 * The words of a vocabulary in the order of their ids, from lines `word`, `word count` or
 * `word index`. Indices are told from counts by being each of 0 … n − 1 or 1 … n once.
 *
 * @throws {TextvaeError} `DATA` where some lines have a number and others none, `OPTION` where
 * indices can't be told from counts and `column` says neither.
 *
 * @example
 * wordsInOrder(["goal 1", "orbit 0"], "index"); // ["orbit", "goal"]
 */
export const wordsInOrder = (lines: readonly string[], column?: VocabularyColumn): string[] => {
  const rows = lines.map(rowOf);
  const numbered = rows.filter(({ number }) => number !== undefined).length;
  if (numbered === 0) return [...lines];
  if (numbered < rows.length) {
    const at = rows.findIndex(
      (row) => (row.number === undefined) !== (rows[0]?.number === undefined),
    );
    throw new TextvaeError("DATA", `vocabulary, line ${at + 1}`, {
      expected: "a number after each word, or after none",
      got: JSON.stringify(lines[at]?.slice(0, 60)),
    });
  }
  const numbers = rows.map(({ number }) => number as number);
  const words = rows.map(({ word }) => word);
  if ((column ?? columnOf(numbers)) === "count") return words;
  const first = numbers.includes(0) ? 0 : 1;
  const ordered = Array.from({ length: words.length }, (): string | undefined => undefined);
  for (const [row, index] of numbers.entries()) {
    const at = index - first;
    if (at >= words.length || ordered[at] !== undefined) throw noIndex(row, index, words.length);
    ordered[at] = words[row];
  }
  return ordered as string[];
};

const rowOf = (line: string): { readonly word: string; readonly number?: number } => {
  const [, word, number] = /^(\S+)[ \t]+(\d+)[ \t]*$/.exec(line) ?? [];
  return word === undefined ? { word: line } : { word, number: Number(number) };
};

const noIndex = (row: number, index: number, size: number): TextvaeError =>
  new TextvaeError("DATA", `vocabulary, line ${row + 1}`, {
    expected: `each index from 0 to ${size - 1}, or from 1 to ${size}, once`,
    got: `${index}${index > size ? "" : " again"}`,
  });

/** Counts tie, and few words have the small ones; indices do neither. */
const columnOf = (numbers: readonly number[]): VocabularyColumn => {
  const size = numbers.length;
  const distinct = new Set(numbers).size;
  const most = numbers.reduce((a, b) => Math.max(a, b), 0);
  const least = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  if (numbers.every((number, row) => number === row + least)) return "count"; // the order is the same
  const each = distinct === size && most - least === size - 1 && least <= 1;
  const falling = numbers.every(
    (number, row) => row === 0 || number < (numbers[row - 1] as number),
  );
  if (each && !falling && (least === 0 || size >= FEW)) return "index";
  const nearly = size >= FEW && distinct >= 0.9 * size && most <= 1.1 * size;
  if (!each && !nearly) return "count";
  throw new TextvaeError("OPTION", "vocabularyColumn", {
    expected: '"count" or "index", which the second column of this vocabulary may be either',
    got: "neither",
    hint: 'Say vocabularyColumn: "count" or "index"; of textvae train, --vocabulary-column.',
  });
};
