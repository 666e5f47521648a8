import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Split, TextvaeError } from "@textvae/core";
import { splitFiles } from "@textvae/dataset-text";

/** The bytes of `train.txt`, `valid.txt` and `test.txt` in a folder, as far as they are there. */
export const readFolder = async (
  folder: string,
): Promise<{ readonly [split in Split]?: Uint8Array }> => {
  const files = splitFiles(await readable(folder, () => readdir(folder)));
  const contents = await Promise.all(
    Object.entries(files).map(async ([split, name]) => {
      const path = join(folder, name);
      return [split, await readable(path, () => readFile(path))] as const;
    }),
  );
  return Object.fromEntries(contents);
};

const readable = async <T>(path: string, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (cause) {
    throw new TextvaeError("DATA", path, {
      expected: "a folder of text files that can be read",
      got: String((cause as { code?: unknown }).code),
      cause,
    });
  }
};
