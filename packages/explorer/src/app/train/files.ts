import type { Setup } from "@textvae/worker";

/** A file that is trained on: what is known of it after a reload, too, when the page has the file no more. */
export interface TrainedFile {
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  readonly format: Format;
  /** Of records: the field that holds the text. */
  readonly field: string;
}

type Format = NonNullable<NonNullable<Setup["reading"]>["format"]>;

const RECORDS = /\.(jsonl|csv|tsv|parquet)(?:\.gz)?$/i;

/** How a file is read, by its name. */
export const formatOf = (name: string): Format =>
  (RECORDS.exec(name)?.[1]?.toLowerCase() as Format | undefined) ?? "lines";

/** Whether a file is plain text, and not packed. */
export const isPlain = (name: string): boolean =>
  formatOf(name) === "lines" && !/\.gz$/i.test(name);

export const trainedFile = (file: File, field: string): TrainedFile => {
  const { name, size, lastModified } = file;
  return { name, size, lastModified, format: formatOf(name), field };
};

/** Bytes of which the tenth part is held out; of a larger file as much, and no more. */
const TENTH = 5_000_000;

/** The last of so many sentences is held out, so that an evaluation takes no longer than of a small text. */
export const heldOutOf = ({ size }: TrainedFile): number =>
  Math.max(10, Math.round((10 * size) / TENTH));

/** How records and lines are read. Sentences of lines are found as those of a text are; words of records stand apart. */
export const readingOfFile = ({ format, field }: TrainedFile): NonNullable<Setup["reading"]> =>
  format === "lines" ? { format } : { format, field, lowercase: true };
