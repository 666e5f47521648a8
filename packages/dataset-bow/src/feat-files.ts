import { type Split, TextvaeError } from "@textvae/core";
import { filesBySplit } from "@textvae/text";

/** Names of the files of a corpus of bags of words. */
export interface FeatFiles {
  readonly splits: { readonly [split in Split]?: string };
  readonly vocabulary: string;
}

const SPLITS: Readonly<Record<string, Split>> = {
  "train.feat": "train",
  "valid.feat": "valid",
  "dev.feat": "valid",
  "test.feat": "test",
};
const VOCABULARIES = ["vocab.new", "vocab.txt"];

/**
 * Which files of a folder are which: `train.feat`, `valid.feat` or `dev.feat`, `test.feat`, and
 * `vocab.new` or `vocab.txt`. Undefined for a folder without any `.feat` file of these.
 *
 * @throws {TextvaeError} `SPLIT` when two names stand for the same split, `DATA` when there is no
 * vocabulary, or two.
 *
 * @example
 * featFiles(["train.feat", "vocab.new"]);
 * // { splits: { train: "train.feat" }, vocabulary: "vocab.new" }
 */
export const featFiles = (fileNames: readonly string[]): FeatFiles | undefined => {
  const splits = filesBySplit(fileNames, (name) => SPLITS[name], "featFiles");
  if (Object.keys(splits).length === 0) return undefined;
  const [vocabulary, another] = fileNames.filter((name) => VOCABULARIES.includes(name));
  if (vocabulary !== undefined && another === undefined) return { splits, vocabulary };
  throw new TextvaeError("DATA", "featFiles", {
    expected: `one vocabulary beside the .feat files: ${VOCABULARIES.join(" or ")}`,
    got: vocabulary === undefined ? "none" : `${vocabulary} and ${another}`,
  });
};
