import type { Stats } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, sep } from "node:path";
import { codeOf } from "./code-of.ts";
import { isRunning } from "./processes.ts";

/** What the names of unfinished files and folders begin with. */
export const TEMPORARY = ".tmp-";

/** Makes the new content beside the target and puts it in the target's place. */
export const replace = async (
  target: string,
  make: (temporary: string) => Promise<void>,
): Promise<void> => {
  const temporary = temporaryName(target);
  await mkdir(dirname(target), { recursive: true });
  try {
    await make(temporary);
    if (await isFolder(target)) {
      const old = temporaryName(target, "old-");
      await rename(target, old);
      await rename(temporary, target);
      await rm(old, { recursive: true, force: true });
    } else {
      await rename(temporary, target);
    }
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
};

// The process id tells a leftover from the work of a process that still runs.
export const temporaryName = (target: string, mark = ""): string =>
  `${dirname(target)}${sep}${TEMPORARY}${process.pid}-${mark}${basename(target)}`;

/**
 * Removes what processes that no longer run left unfinished. A folder that was moved away to make
 * room for its successor goes back where none came.
 */
export const removeLeftovers = async (folder: string): Promise<void> => {
  if (!(await isThere(folder))) return;
  for (const name of await readdir(folder)) {
    const [, pid, target] = LEFTOVER.exec(name) ?? [];
    if (pid === undefined || (Number(pid) !== process.pid && isRunning(Number(pid)))) continue;
    const path = `${folder}${sep}${name}`;
    const home = `${folder}${sep}${target}`;
    if (target !== undefined && !(await isThere(home))) await rename(path, home);
    else await rm(path, { recursive: true, force: true });
  }
};

const LEFTOVER = new RegExp(`^\\${TEMPORARY}(\\d+)-(?:old-(.+))?`);

/** Writes a file and waits until the disk has it. */
export const writeSynced = (path: string, bytes: Uint8Array): Promise<void> =>
  withFile(path, "w", async (file) => {
    await file.writeFile(bytes);
    await file.sync();
  });

/** Waits until the disk has the names in a folder. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === "win32") return; // folders can't be opened there
  await withFile(folder, "r", (handle) => handle.sync());
};

export const withFile = async <T>(
  path: string,
  flags: string,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> => {
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
};

/** Whether something is there. Throws where the system does not let it be seen. */
export const isThere = (path: string): Promise<boolean> => found(path, () => true);

export const isFolder = (path: string): Promise<boolean> =>
  found(path, (stats) => stats.isDirectory());

const found = async (path: string, what: (stats: Stats) => boolean): Promise<boolean> => {
  try {
    return what(await stat(path));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return false;
    throw error;
  }
};
