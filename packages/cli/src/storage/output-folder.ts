import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { TextvaeError } from "@textvae/core";
import { BUNDLE_FILES, readManifest } from "@textvae/runs";
import { attempt } from "./failures.ts";
import { isFolder, isThere, replace, syncFolder, temporaryName, writeSynced } from "./files.ts";
import { nodeStorage } from "./node-storage.ts";

/**
 * Makes sure, before any work is done for it, that a folder of a bundle can be written, and returns
 * what writes it: an old bundle stays until the new one is whole.
 *
 * @throws {TextvaeError} `OPTION` for an empty name; `STORAGE` for a file, for a folder that holds
 * anything else than a bundle, and for a place that can't be written to.
 */
export const bundleFolder = async (
  path: string,
  flag: string,
): Promise<(files: ReadonlyMap<string, Uint8Array>) => Promise<void>> => {
  if (path.trim() === "" || path.includes("\0")) {
    const got = JSON.stringify(path);
    throw new TextvaeError("OPTION", flag, { expected: "the name of a folder", got });
  }
  const target = resolve(path);
  await attempt(path, async () => {
    await requireBundle(path, flag);
    if (await isThere(dirname(target))) await tryWriting(temporaryName(target, "probe-"));
  });
  return (files) =>
    attempt(path, () =>
      replace(target, async (made) => {
        await mkdir(made);
        for (const [name, bytes] of files) await writeSynced(join(made, name), bytes);
        await syncFolder(made);
      }),
    );
};

const requireBundle = async (path: string, flag: string): Promise<void> => {
  if (!(await isThere(path))) return;
  const expected = "a folder of its own for the bundle: new, empty, or that of a bundle";
  const hint = `Choose another with ${flag}; nothing was changed.`;
  if (!(await isFolder(path))) {
    throw new TextvaeError("STORAGE", path, { expected, got: "a file", hint });
  }
  const names = await readdir(path);
  const others = names.filter((name) => !BUNDLE_FILES.includes(name));
  if (names.length === 0 || (others.length === 0 && (await isBundle(path)))) return;
  const shown = others.length > 0 ? others : names;
  const got = `one that holds ${shown.slice(0, 3).join(", ")}${shown.length > 3 ? " and more" : ""}`;
  throw new TextvaeError("STORAGE", path, { expected, got, hint });
};

const isBundle = async (path: string): Promise<boolean> => {
  try {
    await readManifest(await nodeStorage(path, { create: false }));
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

/** Bytes of the files of a folder together. */
export const sizeOf = (files: ReadonlyMap<string, Uint8Array>): number =>
  [...files.values()].reduce((sum, { length }) => sum + length, 0);
