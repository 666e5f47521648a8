import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { TextvaeError } from "@textvae/core";
import { codeOf } from "./code-of.ts";
import { isRunning, startOf } from "./processes.ts";

/** Who trains in a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, where the system says. */
  readonly start?: string;
}

const NAME = "training.lock";

/** Folders that this process trains in. */
const held = new Set<string>();

/**
 * Keeps other trainers out of a run folder until the function that it returns is called. The lock
 * of a process that is gone counts for nothing, so that a killed run is continued at once; nor does
 * that of another machine, which can't be asked.
 *
 * Throws `LOCKED` while another process, or this one, trains in the folder.
 *
 * @example
 * const unlock = await lockFolder("runs/first");
 */
export const lockFolder = async (folder: string): Promise<() => Promise<void>> => {
  const root = resolve(folder);
  const path = join(root, NAME);
  if (held.has(root)) throw taken(folder, process.pid);
  held.add(root);
  try {
    await acquire(path, folder);
  } catch (error) {
    held.delete(root);
    throw error;
  }
  return async () => {
    held.delete(root);
    await rm(path, { force: true });
  };
};

const acquire = async (path: string, folder: string): Promise<void> => {
  const start = await startOf(process.pid);
  const own: Holder = { pid: process.pid, host: hostname(), ...(start !== undefined && { start }) };
  for (;;) {
    try {
      return await writeFile(path, JSON.stringify(own), { flag: "wx" });
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const found = await readFile(path, "utf8").catch(() => "");
    const holder = parse(found);
    if (holder && (await trains(holder))) throw taken(folder, holder.pid);
    await putAside(path, found);
  }
};

/** Removes a lock that counts for nothing, unless another process has put its own there since. */
const putAside = async (path: string, found: string): Promise<void> => {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const moved = await readFile(aside, "utf8");
  if (moved === found) await rm(aside, { force: true });
  else await rename(aside, path);
};

const parse = (text: string): Holder | undefined => {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
};

const trains = async ({ pid, host, start }: Holder): Promise<boolean> => {
  if (host !== hostname() || pid === process.pid || !isRunning(pid)) return false;
  const now = await startOf(pid);
  return start === undefined || now === undefined || start === now;
};

const taken = (folder: string, pid: number): TextvaeError =>
  new TextvaeError("LOCKED", folder, {
    expected: "a run folder that nothing else trains in",
    got: `one in which process ${pid} trains`,
    hint: "Wait for it or stop it, or choose another folder with --run.",
  });
