import { type FolderFiles, type Split, TextvaeError } from "@textvae/core";
import { filesBySplit } from "@textvae/text";
import { FORMATS, type Format, isRecordFormat } from "./format-name.ts";

const SPELLINGS: Readonly<Record<string, Split>> = {
  train: "train",
  valid: "valid",
  validation: "valid",
  val: "valid",
  dev: "valid",
  test: "test",
};

/** `a.train.txt`, `train.txt.gz`; of several files `train.00001.txt`, `train-00001-of-00002.txt`, `train/a.txt`. */
const NAME =
  /^(?:(?<folder>train|valid(?:ation)?|val|dev|test)\/[^/]+|(?:[^/]*\.)?(?<split>train|valid(?:ation)?|val|dev|test)(?<part>[.-](?:part-?)?\d+(?:-of-\d+)?)?)\.(?<kind>txt|jsonl|csv|tsv|parquet)(?:\.gz)?$/;

interface Named {
  readonly name: string;
  readonly split: Split;
  /** Whether it is one of several. */
  readonly part: boolean;
  readonly kind: string;
}

const named = (name: string): Named | undefined => {
  const { folder, split, part, kind = "" } = NAME.exec(name)?.groups ?? {};
  const spelling = folder ?? split;
  if (spelling === undefined) return undefined;
  const parts = folder !== undefined || part !== undefined;
  return { name, split: SPELLINGS[spelling] as Split, part: parts, kind };
};

/** The split that a name says, of whatever kind the file is. */
export const splitNamed = (fileName: string): Split | undefined => named(fileName)?.split;

/**
 * The split that a file of text belongs to by its name: `train.txt`, `valid.txt` (`validation`, `val`, `dev`),
 * `test.txt`, or these after a prefix and a dot (`yelp.train.txt`), packed (`train.txt.gz`), in parts
 * (`train.00001.txt`), or in a folder of the split (`train/a.txt`). Undefined for any other name.
 */
export const splitOfFile = (fileName: string): Split | undefined => {
  const found = named(fileName);
  return found?.kind === "txt" ? found.split : undefined;
};

/**
 * Which files of a folder are which split.
 *
 * @throws {TextvaeError} `SPLIT` when two names stand for the same split, or none for any.
 *
 * @example
 * splitFiles(["README", "train.txt", "val.txt"]); // { train: "train.txt", valid: "val.txt" }
 */
export const splitFiles = (
  fileNames: readonly string[],
): { readonly [split in Split]?: string | readonly string[] } => {
  const files = bySplit(fileNames, "txt");
  if (Object.keys(files).length > 0) return files;
  throw new TextvaeError("SPLIT", "splitFiles", {
    expected: "a file such as train.txt, valid.txt or test.txt",
    got: fileNames.length === 0 ? "no files" : fileNames.slice(0, 5).join(", "),
  });
};

const bySplit = (
  fileNames: readonly string[],
  kind: string,
): { readonly [split in Split]?: string | readonly string[] } => {
  const found = fileNames.flatMap((name) => named(name) ?? []).filter((file) => file.kind === kind);
  const parts = new Map<Split, string[]>();
  for (const { name, split, part } of found) {
    if (part) parts.set(split, [...(parts.get(split) ?? []), name]);
  }
  // The parts of a split count as one file, called as the first of them.
  const firsts = [...parts.values()].map((names) => inOrder(names)[0] as string);
  const one = [...found.filter(({ part }) => !part).map(({ name }) => name), ...firsts];
  const files = filesBySplit(one, (name) => named(name)?.split, "splitFiles");
  return Object.fromEntries(
    Object.entries(files).map(([split, name]) => {
      const several = inOrder(parts.get(split as Split) ?? []);
      return [split, several.length > 0 ? several : name];
    }),
  );
};

/** Part 2 before part 10. */
const inOrder = (names: readonly string[]): string[] =>
  names.toSorted(new Intl.Collator("en", { numeric: true }).compare);

/**
 * The files of text of a folder: lines; or records, where a field of these is asked for.
 *
 * @throws {TextvaeError} `SPLIT` for two files of one split, and for records of several kinds.
 */
export const textFiles = (
  fileNames: readonly string[],
  { field, format }: { readonly field?: unknown; readonly format?: unknown } = {},
): FolderFiles | undefined => {
  const present = FORMATS.filter(isRecordFormat).filter((kind) =>
    fileNames.some((name) => named(name)?.kind === kind),
  );
  const asked = present.filter((kind) => format === undefined || format === kind);
  if (field !== undefined && asked.length > 0) return recordFiles(fileNames, asked);
  return fileNames.some(splitOfFile) ? { contents: { splits: splitFiles(fileNames) } } : undefined;
};

const recordFiles = (fileNames: readonly string[], kinds: readonly Format[]): FolderFiles => {
  const [format, another] = kinds as [Format, Format?];
  if (another === undefined) {
    return { contents: { splits: bySplit(fileNames, format) as never }, options: { format } };
  }
  throw new TextvaeError("SPLIT", "splitFiles", {
    expected: "records of one kind",
    got: `.${format} and .${another}`,
    hint: `Say which are meant: --format ${format}.`,
  });
};
