import { formatted } from "@textvae/report/text";
import type { ListedRun } from "@textvae/workbench/run-list";
import { z } from "zod";
import { command } from "../command.ts";
import type { Outcome } from "../io.ts";

/** The runs and bundles in a folder, the latest first. */
export const runs = command("runs", {
  options: {
    folder: z.string().optional().describe("where they lie; default: runs"),
  },
  run: ({ folder = "runs" }) => listRuns(folder),
});

const listRuns = async (folder: string): Promise<Outcome> => {
  const { runsIn } = await import("@textvae/workbench/run-list");
  const runs = await runsIn(folder);
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

const rowOf = ({ folder, date, kind, recipe, step, best, problem }: ListedRun): string[] => [
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
