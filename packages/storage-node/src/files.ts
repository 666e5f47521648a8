import { createHash, randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, sep } from "node:path";
import process from "node:process";
import { codeOf } from "./code-of.ts";
import { isRunning, processSpace } from "./processes.ts";

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

/**
 * A name beside a target that no other writer has, be it of another machine where a process has the same id. It
 * says which process of which machine writes, so that what is left over is told from what is still written.
 */
export const temporaryName = (target: string, mark = "", pid: number = process.pid): string =>
  `${dirname(target)}${sep}${TEMPORARY}${HERE}-${pid}-${randomUUID().slice(0, 8)}-${mark}${basename(target)}`;

/** This machine, or this container of it: where the id of a process means the same process. */
const HERE = createHash("sha256")
  .update(`${hostname()} ${processSpace()}`)
  .digest("hex")
  .slice(0, 8);

/**
 * Removes what processes that no longer run left unfinished. A folder that was moved away to make
 * room for its successor goes back where none came. Whether a process of another machine runs is not known: what
 * it left goes after a day.
 */
export const removeLeftovers = async (folder: string): Promise<void> => {
  if (!(await isThere(folder))) return;
  for (const name of await readdir(folder)) {
    const path = `${folder}${sep}${name}`;
    if (!name.startsWith(TEMPORARY) || (await isWritten(path, name))) continue;
    const target = LEFTOVER.exec(name)?.[3];
    const home = `${folder}${sep}${target}`;
    if (target !== undefined && !(await isThere(home))) await rename(path, home);
    else await rm(path, { recursive: true, force: true });
  }
};

/** Earlier builds said the process alone. */
const LEFTOVER = new RegExp(
  `^\\${TEMPORARY}(?:([0-9a-f]{8})-)?(\\d+)-(?:[0-9a-f]{8}-)?(?:old-(.+))?`,
);

const DAY = 86_400_000;

/** Whether someone may still be writing there. */
const isWritten = async (path: string, name: string): Promise<boolean> => {
  const [, where, pid] = LEFTOVER.exec(name) ?? [];
  if (where === HERE) return Number(pid) !== process.pid && isRunning(Number(pid));
  const since = await stat(path).catch(() => undefined); // Whoever wrote it may have ended.
  return since === undefined || Date.now() - since.mtimeMs < DAY;
};

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
