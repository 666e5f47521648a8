import { readFileSync, readlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import process from "node:process";
import { codeOf } from "./code-of.ts";

/** Whether a process of that id runs. */
export const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
};

/** When a process began, where the system says: it tells two processes of the same id apart. */
export const startOf = async (pid: number): Promise<string | undefined> => {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name of the program, in parentheses, may hold spaces; the 20th field after it is the start.
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
};

/** Whether the process that began then still runs. */
export const isAlive = async ({
  pid,
  start,
}: {
  readonly pid: number;
  readonly start?: string | undefined;
}): Promise<boolean> => {
  if (!isRunning(pid)) return false;
  const now = await startOf(pid);
  // Of this very process: another thread of it, unless an earlier one had the same id.
  if (pid === process.pid) return start !== undefined && start === now;
  return start === undefined || now === undefined || start === now;
};

/** Where a process id means the same process: one start of one machine, and one container of it. */
export const processSpace = (): string => {
  const told = (read: () => string): string => {
    try {
      return read().trim();
    } catch {
      return "";
    }
  };
  const boot = told(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
  return `${boot} ${told(() => readlinkSync("/proc/self/ns/pid"))}`.trim();
};
