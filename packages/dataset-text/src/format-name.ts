import type { BesideTypes } from "@textvae/text";

/**
 * How text is read: `lines` is a sentence a line, `label-tab` is `label<TAB>sentence`, `rating-first` is a
 * sentence whose first token is an integer rating; `jsonl`, `csv`, `tsv` and `parquet` are records with named fields.
 */
export type Format = "lines" | "label-tab" | "rating-first" | RecordFormat;

export type RecordFormat = "jsonl" | "csv" | "tsv" | "parquet";

export const FORMATS: readonly Format[] = [
  "lines",
  "label-tab",
  "rating-first",
  "jsonl",
  "csv",
  "tsv",
  "parquet",
];

/** Which fields of a record are read, and how. */
export interface RecordOptions {
  /** The field that holds the text. */
  readonly field?: string | undefined;
  /** The field that holds the class of the text. Default: none. */
  readonly labelField?: string | undefined;
  /**
   * Fields that are kept beside the text, such as a rating or an id: their names with types, or
   * `"id,stars:number"`, where a name alone is a string. A model may read the numbers; `beside` of the dataset
   * gives all of them.
   */
  readonly keepFields?: string | BesideTypes | undefined;
  /**
   * The field that holds how much the text counts in the loss, a number above 0. It is kept beside the text as
   * well. Default: none, all count the same.
   */
  readonly weightField?: string | undefined;
  /** Whether quotes around a value of `csv` and `tsv` are none of its text, as RFC 4180 says. Default true. */
  readonly quotes?: boolean | undefined;
}

export const isRecordFormat = (format: Format): format is RecordFormat =>
  ["jsonl", "csv", "tsv", "parquet"].includes(format);
