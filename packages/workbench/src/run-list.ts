import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Storage } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import type { RunSummary } from "@textvae/runs";
import { attempt, codeOf, isThere, nodeStorage } from "@textvae/storage-node";
import { openPlace, placesWithin } from "./places.ts";

/** A run or a bundle among others. */
export interface ListedRun extends Partial<RunSummary> {
  readonly folder: string;
  /** When it last changed, ISO 8601. */
  readonly date: string;
  /** Why it can't be read, where that is so. */
  readonly problem?: string;
}

/**
 * The runs and bundles in a folder or at a place, the latest first. Each that can't be read says why.
 *
 * @throws {TextvaeError} `STORAGE` for a folder that can't be read, other than a `runs` that is not there yet.
 *
 * @example
 * for (const { folder, best } of await runsIn("runs")) console.log(folder, best?.nll);
 */
export const runsIn = async (folder: string): Promise<ListedRun[]> => {
  const places = await placesWithin(folder);
  if (places) return latestFirst(await Promise.all(places.map(remoteSummaryOf)));
  const names = await attempt(folder, () => readdir(folder), "a folder of runs").catch((error) => {
    if (codeOf((error as Error).cause) === "ENOENT" && folder === "runs") return [];
    throw error;
  });
  return latestFirst(await Promise.all(names.map((name) => summaryOf(join(folder, name)))));
};

/** Those that there are, the latest first. */
const latestFirst = (found: readonly (ListedRun | undefined)[]): ListedRun[] =>
  found.flatMap((one) => one ?? []).sort((a, b) => b.date.localeCompare(a.date));

/** The same in an object store, which tells no date of a run. */
const remoteSummaryOf = async (place: string): Promise<ListedRun | undefined> => {
  const storage = await openPlace(place);
  const names = await storage.list("");
  if (!OF_RUNS.some((name) => names.includes(name))) return undefined;
  return summarised(place, "", async () => storage);
};

/** Undefined for what is no folder of a run. */
const summaryOf = async (folder: string): Promise<ListedRun | undefined> => {
  const file = await firstThere(OF_RUNS.map((name) => join(folder, name)));
  if (file === undefined) return undefined;
  const date = (await stat(file)).mtime.toISOString();
  return summarised(folder, date, () => nodeStorage(folder, { create: false }));
};

/** What a run or a bundle has one of. */
const OF_RUNS = ["metrics.jsonl", "model.json", "config.json"];

const summarised = async (
  folder: string,
  date: string,
  open: () => Promise<Storage>,
): Promise<ListedRun> => {
  try {
    const { summariseRun } = await import("@textvae/runs");
    return { folder, date, ...(await summariseRun(await open())) };
  } catch (error) {
    if (!(error instanceof TextvaeError)) throw error;
    return { folder, date, problem: `${error.code} ${error.message}` };
  }
};

const firstThere = async (paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) if (await isThere(path)) return path;
  return undefined;
};
