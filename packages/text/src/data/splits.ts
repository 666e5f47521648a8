import type { Split } from "@textvae/core";
import { TextvaeError } from "@textvae/ops";

/** All splits, in the order in which they are read. */
export const SPLITS: readonly Split[] = ["train", "valid", "test"];

/** Something of each split that is there. */
export type PerSplit<T> = { readonly [split in Split]?: T | undefined };

/**
 * The same of each split that is there, in their order.
 *
 * @example
 * mapSplits({ train: ["a", "b"], test: ["c"] }, ({ length }) => length); // { train: 2, test: 1 }
 */
export const mapSplits = <From, To>(
  splits: PerSplit<From>,
  map: (value: From, split: Split) => To,
): PerSplit<To> =>
  Object.fromEntries(
    SPLITS.flatMap((split) => {
      const value = splits[split];
      return value === undefined ? [] : [[split, map(value, split)]];
    }),
  );

/**
 * The name of the file of each split among those of a folder, as far as they are there.
 *
 * @throws {TextvaeError} `SPLIT` when two names stand for the same split.
 *
 * @example
 * filesBySplit(["a.train", "README"], (name) => (name === "a.train" ? "train" : undefined), "mine");
 * // { train: "a.train" }
 */
export const filesBySplit = (
  fileNames: readonly string[],
  splitOf: (name: string) => Split | undefined,
  where: string,
): { readonly [split in Split]?: string } => {
  const files: { [split in Split]?: string } = {};
  for (const name of fileNames) {
    const split = splitOf(name);
    if (!split) continue;
    if (files[split] !== undefined) {
      throw new TextvaeError("SPLIT", where, {
        expected: `one file for ${split}`,
        got: `${files[split]} and ${name}`,
        hint: "Leave one of them in the folder.",
      });
    }
    files[split] = name;
  }
  return files;
};
