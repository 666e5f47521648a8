import { type Split, TextvaeError } from "@textvae/core";
import { filesBySplit } from "@textvae/text";

const SPELLINGS: Readonly<Record<string, Split>> = {
  train: "train",
  valid: "valid",
  val: "valid",
  dev: "valid",
  test: "test",
};

/**
 * The split that a file of text belongs to by its name: `train.txt`, `valid.txt`, `val.txt`,
 * `dev.txt`, `test.txt`, or these after a prefix and a dot (`yelp.train.txt`). Undefined for
 * any other name.
 */
export const splitOfFile = (fileName: string): Split | undefined => {
  const spelling = /^(?:.*\.)?(train|valid|val|dev|test)\.txt$/.exec(fileName)?.[1];
  return spelling === undefined ? undefined : SPELLINGS[spelling];
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
): { readonly [split in Split]?: string } => {
  const files = filesBySplit(fileNames, splitOfFile, "splitFiles");
  if (Object.keys(files).length > 0) return files;
  throw new TextvaeError("SPLIT", "splitFiles", {
    expected: "a file such as train.txt, valid.txt or test.txt",
    got: fileNames.length === 0 ? "no files" : fileNames.slice(0, 5).join(", "),
  });
};
