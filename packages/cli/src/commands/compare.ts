import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { type Evaluation, readConfig } from "@textvae/core";
import { formatted, type Outcome } from "../io.ts";
import { type Curve, comparisonChart } from "../report/comparison.ts";
import { type History, readHistory } from "../report/history.ts";
import type { RecordedConfig } from "../run-config.ts";
import type { Flags } from "../session.ts";
import { nodeStorage } from "../storage/node-storage.ts";

interface Row {
  readonly run: string;
  readonly recipe: string;
  readonly step: number;
  /** Training reconstruction in nats per token, over the last tenth of the recorded steps. */
  readonly perToken: number;
  readonly tokensPerSecond: number;
  /** The best evaluation on the validation split, if there was one. */
  readonly best?: Evaluation;
}

/** Runs side by side: a table, and with `--out` their curves in one drawing. */
export const compareCommand = async (
  folders: readonly string[],
  flags: Flags,
): Promise<Outcome> => {
  const runs = await Promise.all(folders.map(readRun));
  const rows = runs.map(summarise);
  const { out } = flags as { readonly out?: string };
  if (out !== undefined) {
    await writeFile(out, comparisonChart(runs.map(({ run, history }) => curveOf(run, history))));
  }
  return {
    kind: "comparison",
    data: { runs: rows, ...(out !== undefined && { drawing: out }) },
    text: [HEADER, ...rows.map(lineOf), ...(out === undefined ? [] : ["", `drawn in ${out}`])].join(
      "\n",
    ),
  };
};

const readRun = async (folder: string) => {
  const storage = await nodeStorage(folder, { create: false });
  const config = (await readConfig(storage)) as RecordedConfig;
  return { run: basename(folder), config, history: await readHistory(storage) };
};

const curveOf = (run: string, { training }: History): Curve => ({
  run,
  points: training.map(({ step, perToken }) => ({ step, perToken: perToken as number })),
});

const summarise = ({ run, config, history }: Awaited<ReturnType<typeof readRun>>): Row => {
  const { training, evaluations, timings } = history;
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const tail = training.slice(-Math.ceil(training.length / 10));
  const scored = evaluations as unknown as readonly Evaluation[];
  const best = [...scored].sort((a, b) => a.nll - b.nll)[0];
  return {
    run,
    recipe: config.recipe,
    step: training.at(-1)?.step ?? 0,
    perToken: mean(tail.map(({ perToken }) => perToken as number)),
    tokensPerSecond: mean(timings.map(({ tokensPerSecond }) => tokensPerSecond as number)),
    ...(best && { best }),
  };
};

const WIDTHS = [28, 12, 8, 12, 10, 9, 9, 7] as const;
const columns = (cells: readonly string[]): string =>
  cells
    .map((cell, i) => (i < 2 ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0)))
    .join("  ");

const HEADER = columns([
  "run",
  "recipe",
  "steps",
  "train n/tok",
  "tokens/s",
  "NLL",
  "PPL",
  "KL",
  "valid estimator",
]);

const lineOf = ({ run, recipe, step, perToken, tokensPerSecond, best }: Row): string =>
  columns([
    run,
    recipe,
    formatted(step),
    perToken.toFixed(3),
    formatted(tokensPerSecond),
    ...(best
      ? [
          formatted(best.nll, 2),
          formatted(best.ppl, 2),
          formatted(best.divergence, 2),
          `${best.estimator.name}${best.estimator.bound ? "" : " (not a bound)"}`,
        ]
      : ["–", "–", "–", "not evaluated"]),
  ]);
