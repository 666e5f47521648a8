import { readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { TextvaeError } from "@textvae/core/options";
import { codeOf } from "./code-of.ts";
import { isAlive } from "./processes.ts";

/** What earlier versions kept others out by. */
export const LOCK = "training.lock";

/**
 * Removes the lock that an earlier version left behind. Throws `LOCKED` for that of a process that runs,
 * and for that of another machine, which can't be asked.
 */
export const requireNoLock = async (root: string): Promise<void> => {
  const path = join(root, LOCK);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const holder = parsed(text);
  const here = holder?.host === hostname();
  if (holder && (!here || (await isAlive(holder)))) {
    const { pid, host } = holder;
    throw new TextvaeError("LOCKED", root, {
      expected: "a run folder that nothing else trains in",
      got: `one in which process ${pid}${here ? "" : ` of ${host}`} trains with an earlier version`,
      hint: `Wait for it or stop it, or choose another folder with --run. If nothing trains there any more, remove ${path}.`,
    });
  }
  await rm(path, { force: true });
};

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly start?: string;
}

/** A lock was made whole: what is no JSON never was one. */
const parsed = (text: string): Holder | undefined => {
  try {
    const { pid, host, start } = (JSON.parse(text) ?? {}) as Holder;
    const named = Number.isSafeInteger(pid) && pid > 0 && typeof host === "string";
    return named ? { pid, host, ...(typeof start === "string" && { start }) } : undefined;
  } catch {
    return undefined;
  }
};
