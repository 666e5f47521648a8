import { type Split, TextvaeError } from "@textvae/core";
import { filesBySplit } from "@textvae/text";
import type { Format } from "./read.ts";

/** Names of the files of a corpus of dialogues, and how they are read. */
export interface DialogueFiles {
  readonly format: Format;
  readonly splits: { readonly [split in Split]?: string };
}

const SPLITS: Readonly<Record<string, Split>> = {
  train: "train",
  valid: "valid",
  validation: "valid",
  val: "valid",
  test: "test",
};

/**
 * Which files of a folder are dialogues of which split: `train.utts.txt` or `dialogues_train.txt`
 * and so on as `eou`; a `data.txt` with `val.txt` and `test.txt` as `deal`. Undefined for a folder
 * without any of these.
 *
 * @throws {TextvaeError} `SPLIT` when two names stand for the same split, or for corpora of both kinds.
 *
 * @example
 * dialogueFiles(["data.txt", "val.txt"]);
 * // { format: "deal", splits: { train: "data.txt", valid: "val.txt" } }
 */
export const dialogueFiles = (fileNames: readonly string[]): DialogueFiles | undefined => {
  const other = fileNames.find(utterancesOf);
  if (fileNames.includes("data.txt")) {
    if (other !== undefined) {
      throw new TextvaeError("SPLIT", "dialogueFiles", {
        expected: "the files of one corpus",
        got: `data.txt beside ${other}`,
        hint: "data.txt is read as Deal or No Deal, the other as DailyDialog. Leave one of them.",
      });
    }
    const splits: Partial<Record<Split, string>> = { train: "data.txt" };
    if (fileNames.includes("val.txt")) splits.valid = "val.txt";
    if (fileNames.includes("test.txt")) splits.test = "test.txt";
    return { format: "deal", splits };
  }
  const splits = filesBySplit(fileNames, utterancesOf, "dialogueFiles");
  return Object.keys(splits).length > 0 ? { format: "eou", splits } : undefined;
};

const utterancesOf = (name: string): Split | undefined => {
  const spelling = /^dialogues_(\w+)\.txt$/.exec(name) ?? /^(\w+)\.utts\.txt$/.exec(name);
  return SPLITS[spelling?.[1] ?? ""];
};
