import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { Storage } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { CLAIMS, nodeClaims } from "./claims.ts";
import { attempt } from "./failures.ts";
import {
  isFolder,
  isThere,
  removeLeftovers,
  replace,
  syncFolder,
  TEMPORARY,
  temporaryName,
  withFile,
  writeSynced,
} from "./files.ts";
import { pathWithin } from "./path-within.ts";
import { readBytes } from "./read-file.ts";

/**
 * A run in a folder of the file system. Files and whole folders are written under a temporary
 * name, synced and renamed, and the folder around them is synced, so that a process killed or a
 * disk filled at any moment leaves the old content or the new. What a killed process left behind
 * is removed here, unless the folder is only to be read. Where several may write, `takeLease` gives one
 * of them the storage to write through.
 *
 * Throws `STORAGE` when the folder can't be made, or with `create: false` when it is missing.
 *
 * @example
 * const run = await openRun(await nodeStorage("runs/first"), config);
 */
export const nodeStorage = async (
  folder: string,
  { create = true }: { readonly create?: boolean } = {},
): Promise<Storage> => {
  const root = resolve(folder);
  const within = (path: string) => pathWithin(root, path);

  await attempt(folder, async () => {
    if (!create) {
      if (!(await isFolder(root))) throw missing(folder, await isThere(root));
      return; // Only to be read: nothing is written, also where that is forbidden.
    }
    await mkdir(root, { recursive: true });
    for (const place of [root, within("checkpoints")]) await removeLeftovers(place);
  });

  const storage: Storage = {
    read: (path) => attempt(path, () => readBytes(within(path))),
    exists: (path) => attempt(path, () => isThere(within(path))),
    list: (path) =>
      attempt(path, async () =>
        path === ""
          ? (await namesIn(root)).filter((name) => name !== CLAIMS)
          : namesIn(within(path)),
      ),
    write: (path, bytes) =>
      attempt(path, () => replace(within(path), (temporary) => writeSynced(temporary, bytes))),
    writeFolder: (path, files) =>
      attempt(path, () =>
        replace(within(path), async (temporary) => {
          await mkdir(temporary);
          for (const [name, bytes] of Object.entries(files)) {
            await writeSynced(pathWithin(temporary, name), bytes);
          }
          await syncFolder(temporary);
        }),
      ),
    append: (path, bytes) =>
      attempt(path, () =>
        withFile(within(path), "a", async (file) => {
          await file.writeFile(bytes);
          await file.datasync();
        }),
      ),
    truncate: (path, size) =>
      attempt(path, () => withFile(within(path), "r+", (file) => file.truncate(size))),
    remove: (path) =>
      attempt(path, async () => {
        const target = within(path);
        if (!(await isThere(target))) return;
        // Out of sight in one step, so that no half-removed folder is ever seen.
        const temporary = temporaryName(target);
        await rename(target, temporary);
        await rm(temporary, { recursive: true, force: true });
      }),
  };
  return { ...storage, claims: nodeClaims(root, storage) };
};

const namesIn = async (folder: string): Promise<string[]> =>
  (await isThere(folder))
    ? (await readdir(folder)).filter((name) => !name.startsWith(TEMPORARY))
    : [];

const missing = (folder: string, something: boolean): TextvaeError =>
  new TextvaeError("STORAGE", folder, {
    expected: "the folder of a run",
    got: something ? "a file" : "none",
    hint: "Name the folder that textvae train printed.",
  });
