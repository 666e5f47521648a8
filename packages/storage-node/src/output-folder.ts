import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Storage } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { attempt } from "./failures.ts";
import { isFolder, isThere, replace, syncFolder, temporaryName, writeSynced } from "./files.ts";
import { nodeStorage } from "./node-storage.ts";

/** What is written into a folder of its own, and how such a folder is told from others. */
export interface WrittenFolder {
  /** In words, e.g. `bundle`. */
  readonly what: string;
  /** Names of all its files, and of folders at its top. */
  readonly files: readonly string[];
  /** Throws for what is none of these. */
  read(storage: Storage): Promise<unknown>;
}

/**
 * Makes sure, before any work is done for it, that a folder such as a bundle can be written, and returns
 * what writes it: the old content stays until the new is whole.
 *
 * @throws {TextvaeError} `OPTION` for an empty name; `STORAGE` for a file, for a folder that holds
 * anything else than such, and for a place that can't be written to.
 */
export const outputFolder = async (
  path: string,
  flag: string,
  written: WrittenFolder,
): Promise<(files: ReadonlyMap<string, Uint8Array>) => Promise<void>> => {
  if (path.trim() === "" || path.includes("\0")) {
    const got = JSON.stringify(path);
    throw new TextvaeError("OPTION", flag, { expected: "the name of a folder", got });
  }
  const target = resolve(path);
  await attempt(path, async () => {
    await requireOwn(path, flag, written);
    if (await isThere(dirname(target))) await tryWriting(temporaryName(target, "probe-"));
  });
  return (files) =>
    attempt(path, () =>
      replace(target, async (made) => {
        await mkdir(made);
        for (const [name, bytes] of files) {
          await mkdir(dirname(join(made, name)), { recursive: true });
          await writeSynced(join(made, name), bytes);
        }
        await syncFolder(made);
      }),
    );
};

const requireOwn = async (
  path: string,
  flag: string,
  { what, files, read }: WrittenFolder,
): Promise<void> => {
  if (!(await isThere(path))) return;
  const expected = `a folder of its own for the ${what}: new, empty, or that of a ${what}`;
  const hint = `Choose another with ${flag}; nothing was changed.`;
  if (!(await isFolder(path))) {
    throw new TextvaeError("STORAGE", path, { expected, got: "a file", hint });
  }
  const names = await readdir(path);
  const others = names.filter((name) => !files.includes(name));
  if (names.length === 0 || (others.length === 0 && (await reads(path, read)))) return;
  const shown = others.length > 0 ? others : names;
  const got = `one that holds ${shown.slice(0, 3).join(", ")}${shown.length > 3 ? " and more" : ""}`;
  throw new TextvaeError("STORAGE", path, { expected, got, hint });
};

const reads = async (path: string, read: WrittenFolder["read"]): Promise<boolean> => {
  try {
    await read(await nodeStorage(path, { create: false }));
    return true;
  } catch {
    return false;
  }
};

const tryWriting = async (path: string): Promise<void> => {
  try {
    await writeFile(path, "");
  } finally {
    await rm(path, { force: true });
  }
};
