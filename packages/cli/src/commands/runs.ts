import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Storage } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { formatted } from "@textvae/report/text";
import type { RunSummary } from "@textvae/runs";
import { attempt, codeOf, isThere, nodeStorage } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../command.ts";
import type { Outcome } from "../io.ts";
import { openPlace, placesWithin } from "../places.ts";

interface Listed extends Partial<RunSummary> {
  readonly folder: string;
  /** When it last changed, ISO 8601. */
  readonly date: string;
  /** Why it can't be read, where that is so. */
  readonly problem?: string;
}

/** The runs and bundles in a folder, the latest first. */
export const runs = command("runs", {
  options: {
    folder: z.string().optional().describe("where they lie; default: runs"),
  },
  run: ({ folder = "runs" }) => listRuns(folder),
});

const listRuns = async (folder: string): Promise<Outcome> => {
  const runs = await listed(folder);
  const rows = [HEADER, ...runs.map(rowOf)];
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = HEADER.map((_, column) => width(column));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) =>
        NUMBERS.includes(i) ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number),
      )
      .join("  ")
      .trimEnd();
  return {
    kind: "runs",
    data: { folder, runs },
    text:
      runs.length === 0
        ? `${folder} holds no run. Train one: textvae train`
        : rows.map(line).join("\n"),
  };
};

const HEADER = ["run", "recipe", "steps", "best NLL", "of", "date"];
const NUMBERS = [2, 3];

const listed = async (folder: string): Promise<Listed[]> => {
  const places = await placesWithin(folder);
  if (places) return latestFirst(await Promise.all(places.map(remoteSummaryOf)));
  const names = await attempt(folder, () => readdir(folder), "a folder of runs").catch((error) => {
    if (codeOf((error as Error).cause) === "ENOENT" && folder === "runs") return [];
    throw error;
  });
  return latestFirst(await Promise.all(names.map((name) => summaryOf(join(folder, name)))));
};

/** Those that there are, the latest first. */
const latestFirst = (found: readonly (Listed | undefined)[]): Listed[] =>
  found.flatMap((one) => one ?? []).sort((a, b) => b.date.localeCompare(a.date));

/** The same in an object store, which tells no date of a run. */
const remoteSummaryOf = async (place: string): Promise<Listed | undefined> => {
  const storage = await openPlace(place);
  const names = await storage.list("");
  if (!OF_RUNS.some((name) => names.includes(name))) return undefined;
  return summarised(place, "", async () => storage);
};

/** Undefined for what is no folder of a run. */
const summaryOf = async (folder: string): Promise<Listed | undefined> => {
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
): Promise<Listed> => {
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

const rowOf = ({ folder, date, kind, recipe, step, best, problem }: Listed): string[] => [
  folder,
  kind === "bundle" ? `${recipe} (bundle)` : (recipe ?? "?"),
  step === undefined ? "" : formatted(step),
  best ? formatted(best.nll, 2) : "",
  problem ??
    (best
      ? `${best.split}, ${best.estimator.name}${best.estimator.bound ? "" : " (not a bound)"}`
      : ""),
  date.slice(0, 16).replace("T", " "),
];
