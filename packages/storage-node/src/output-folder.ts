import { mkdir, rm, writeFile } from "node:fs/promises";
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

/**
 * The same in any place that has a storage of its own, and takes a folder as a whole.
 *
 * @throws {TextvaeError} `STORAGE` for a place that holds anything else than such.
 */
export const outputPlace = async (
  storage: Storage,
  path: string,
  flag: string,
  written: WrittenFolder,
): Promise<(files: ReadonlyMap<string, Uint8Array>) => Promise<void>> => {
  await requireOwnNames(path, flag, written, storage);
  return (files) => storage.writeFolder("", Object.fromEntries(files));
};

const requireOwn = async (path: string, flag: string, written: WrittenFolder): Promise<void> => {
  if (!(await isThere(path))) return;
  if (!(await isFolder(path))) throw notOwn(path, flag, written, "a file");
  await requireOwnNames(path, flag, written, await nodeStorage(path, { create: false }));
};

const requireOwnNames = async (
  path: string,
  flag: string,
  written: WrittenFolder,
  storage: Storage,
): Promise<void> => {
  const names = await storage.list("");
  const others = names.filter((name) => !written.files.includes(name));
  if (names.length === 0 || (others.length === 0 && (await reads(storage, written.read)))) return;
  const shown = others.length > 0 ? others : names;
  const more = shown.length > 3 ? " and more" : "";
  throw notOwn(path, flag, written, `one that holds ${shown.slice(0, 3).join(", ")}${more}`);
};

const notOwn = (path: string, flag: string, { what }: WrittenFolder, got: string): TextvaeError =>
  new TextvaeError("STORAGE", path, {
    expected: `a folder of its own for the ${what}: new, empty, or that of a ${what}`,
    got,
    hint: `Choose another with ${flag}; nothing was changed.`,
  });

const reads = async (storage: Storage, read: WrittenFolder["read"]): Promise<boolean> => {
  try {
    await read(storage);
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
