import { TextvaeError } from "@textvae/core";
import { compareRuns } from "@textvae/runs/measures";
import type { ProcessError } from "./run-process.ts";
import { type Sweep, statusOf } from "./status.ts";

/** A run that has no place in a table, or one that is no whole run. */
export interface MissingRun {
  readonly name: string;
  readonly state: string;
  readonly error?: ProcessError;
}

/**
 * The folders of a plan that can be set side by side, in its order, and what is to be said of the others:
 * those that can't be read, and those that are not done.
 */
export const readableRuns = async (
  sweep: Sweep,
): Promise<{ readonly folders: readonly string[]; readonly missing: readonly MissingRun[] }> => {
  const folders: string[] = [];
  const missing: MissingRun[] = [];
  for (const { name, run, state, error } of await statusOf(sweep)) {
    const unreadable = await problemOf(sweep, run);
    if (!unreadable) folders.push(run);
    const told = error ?? (state === "waiting" ? undefined : unreadable);
    if (state !== "done" || unreadable) missing.push({ name, state, ...(told && { error: told }) });
  }
  return { folders, missing };
};

const problemOf = async ({ open }: Sweep, folder: string): Promise<ProcessError | undefined> => {
  try {
    await compareRuns([{ name: folder, folder, storage: await open(folder) }]);
    return undefined;
  } catch (error) {
    if (!(error instanceof TextvaeError)) throw error;
    const { code, where, message } = error;
    return { code, where, message };
  }
};
