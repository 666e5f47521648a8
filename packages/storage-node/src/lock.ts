import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { TextvaeError } from "@textvae/core/options";
import { codeOf } from "./code-of.ts";
import { attempt } from "./failures.ts";
import { temporaryName, writeSynced } from "./files.ts";
import { isRunning, startOf } from "./processes.ts";

/** Who trains in a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, where the system says. */
  readonly start?: string;
}

const NAME = "training.lock";
const RIGHT = /^training\.lock(\.[0-9a-f]{16})+$/;

/** Folders that this process trains in. */
const held = new Set<string>();

/**
 * Keeps other trainers out of a run folder, which it makes where there is none, until the function
 * that it returns is called. The lock of a process that is gone counts for nothing, so that a
 * killed run is continued at once; that of another machine, which can't be asked, holds.
 *
 * Throws `LOCKED` while another process, or this one, trains in the folder, and `STORAGE` where no
 * lock can be written.
 *
 * @example
 * const unlock = await lockFolder("runs/first");
 */
export const lockFolder = async (folder: string): Promise<() => Promise<void>> => {
  const root = await attempt(folder, async () => {
    await mkdir(folder, { recursive: true });
    return realpath(folder);
  });
  const path = join(root, NAME);
  if (held.has(root)) throw taken(folder, path, { pid: process.pid, host: hostname() });
  held.add(root);
  const start = await startOf(process.pid);
  const own: Holder = { pid: process.pid, host: hostname(), ...(start !== undefined && { start }) };
  // No two locks are ever the same, so that one can be told from its successor.
  const content = JSON.stringify({ ...own, id: randomUUID() });
  try {
    await attempt(NAME, async () => {
      await acquire(path, content, folder);
      // What a process left that was killed while it removed a lock; names a lock that is no more.
      for (const name of await readdir(root)) {
        if (RIGHT.test(name)) await rm(join(root, name), { force: true });
      }
    });
  } catch (error) {
    held.delete(root);
    throw error;
  }
  return async () => {
    held.delete(root);
    if ((await contentOf(path)) === content) await rm(path, { force: true });
  };
};

/**
 * Puts a lock at the path, unless one that holds is there. One that counts for nothing is removed
 * by whoever has the right to, which is a lock itself, named after what is removed: so that nobody
 * removes the lock of a successor.
 */
const acquire = async (path: string, content: string, folder: string): Promise<void> => {
  for (;;) {
    if (await create(path, content)) return;
    const found = await contentOf(path);
    if (found === undefined) continue;
    await refuseHeld(found, path, folder);
    const right = `${path}.${createHash("sha256").update(found).digest("hex").slice(0, 16)}`;
    await acquire(right, content, folder);
    try {
      if ((await contentOf(path)) === found) await rm(path, { force: true });
    } finally {
      await rm(right, { force: true });
    }
  }
};

/** Where the file system has no links, a file that is only made where there is none. */
const NO_LINKS = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"];

/** Puts a whole file at a path where there is none; whether there was none. */
const create = async (path: string, content: string): Promise<boolean> => {
  const temporary = temporaryName(path, `${randomUUID()}-`);
  try {
    await writeSynced(temporary, new TextEncoder().encode(content));
    try {
      await link(temporary, path);
    } catch (error) {
      if (!NO_LINKS.includes(codeOf(error))) throw error;
      await writeFile(path, content, { flag: "wx" });
    }
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
};

/** What stands in a file; undefined where there is none. */
const contentOf = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
};

/** Throws `LOCKED` for the lock of a process that may still train. */
const refuseHeld = async (found: string, path: string, folder: string): Promise<void> => {
  let holder: unknown;
  try {
    holder = JSON.parse(found);
  } catch {
    return; // A lock is created whole: this was never one.
  }
  if (!isHolder(holder)) throw unreadable(folder, path);
  if (holder.host !== hostname() || (await trains(holder))) throw taken(folder, path, holder);
};

const isHolder = (value: unknown): value is Holder => {
  const { pid, host, start } = (value ?? {}) as Record<keyof Holder, unknown>;
  const started = start === undefined || typeof start === "string";
  return Number.isSafeInteger(pid) && (pid as number) > 0 && typeof host === "string" && started;
};

const trains = async ({ pid, start }: Holder): Promise<boolean> => {
  if (!isRunning(pid)) return false;
  const now = await startOf(pid);
  // Of this very process: another thread of it, unless an earlier one had the same id.
  if (pid === process.pid) return start !== undefined && start === now;
  return start === undefined || now === undefined || start === now;
};

const unreadable = (folder: string, path: string): TextvaeError =>
  new TextvaeError("LOCKED", folder, {
    expected: "a run folder that nothing else trains in",
    got: `one whose ${NAME} is not of this version`,
    hint: `If nothing trains in it, remove ${join(folder, basename(path))}.`,
  });

const taken = (folder: string, path: string, { pid, host }: Holder): TextvaeError => {
  const here = host === hostname();
  return new TextvaeError("LOCKED", folder, {
    expected: "a run folder that nothing else trains in",
    got: `one in which process ${pid}${here ? "" : ` of ${host}`} trains`,
    hint: `Wait for it or stop it, or choose another folder with --run.${
      here ? "" : ` If nothing trains there any more, remove ${join(folder, basename(path))}.`
    }`,
  });
};
