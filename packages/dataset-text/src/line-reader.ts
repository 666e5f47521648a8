import type { Beside } from "@textvae/core";

/** What a line holds: a text without white space at its ends, and its label where the format has one. */
export interface ReadText {
  readonly text: string;
  readonly label?: string;
  /** What is kept beside it. */
  readonly beside?: Beside;
}

/** What errors call a line. A function, since an engine keeps the digits of each number that was shown. */
export type Place = () => string;

/** Reads a format line by line. */
export interface LineReader {
  /** What ends with this line; undefined for names of columns, and for what goes on. Throws `DATA`. */
  read(line: string, where: Place): ReadText | undefined;
  /** Where what has begun and not ended began; undefined between items. */
  begun?(): string | undefined;
}
