import type { TextOptions } from "@textvae/dataset-text";

/** What is known of a file without reading it. */
interface FileFacts {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
}

/**
 * A file of text: a `File` or `Blob` of the page; or the name, size and time of one whose text was prepared before,
 * since a page that was reloaded has the file no more.
 */
export type TextFile = Blob | FileFacts;

/** Files of each split. */
interface FilesBySplit {
  readonly train: readonly TextFile[];
  readonly valid?: readonly TextFile[] | undefined;
  readonly test?: readonly TextFile[] | undefined;
}

/** Files of one text, of which some sentences are held out, or of each split. */
export type TextInFiles = readonly TextFile[] | FilesBySplit;

/** The text of each split, as a string or as the bytes of a file. */
export type Splits = TextOptions["splits"];

/** The text of a setup: one, or one of each split. */
export type SetupText = string | Blob | TextInFiles | Splits;

/** The files of a text; nothing where it is in memory. */
export const filesIn = (text: SetupText): TextInFiles | undefined => {
  if (typeof text === "string") return undefined;
  if (text instanceof Blob) return [text];
  if (isList(text)) return text;
  return Object.values(text).some(isList) ? (text as FilesBySplit) : undefined;
};

export const isList = (value: unknown): value is readonly TextFile[] => Array.isArray(value);
