import {
  type BenchInput,
  type BenchReport,
  bench,
  benchOptions,
  type CaseResult,
} from "@textvae/bench";
import type { Dataset } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { resolveSettings } from "../config/resolve.ts";
import { loadDataset } from "../data/load.ts";
import { factsLine, type Io, type Outcome } from "../io.ts";
import { commandRegistry } from "../registry.ts";
import { benchChart } from "../report/bench-chart.ts";
import type { Flags } from "../session.ts";
import { DRAWING, outputFile, type Written } from "../storage/output-file.ts";

export const benchFlags: z.ZodObject = benchOptions.extend({
  data: z
    .string()
    .optional()
    .describe("a corpus, for the cases corpus-step and corpus-step-bucketed"),
  out: z.string().optional().describe("write every time into a JSON file"),
  chart: z.string().optional().describe("draw the speeds into an SVG file"),
});

const TIMES: Written = { what: "times of a bench", begins: /^\{\s*"machine"/ };

/** Measures this machine; each case is told on stderr as it is done. */
export const benchCommand = async (flags: Flags, { stderr }: Io): Promise<Outcome> => {
  const { out, chart, data, ...options } = readFlags(benchFlags, flags);
  const note = (result: CaseResult) => stderr.write(`${lineOf(result)}\n`);
  const [write, draw] = [
    typeof out === "string" ? await outputFile(out, "--out", TIMES) : undefined,
    typeof chart === "string" ? await outputFile(chart, "--chart", DRAWING) : undefined,
  ];
  const dataset = data === undefined ? undefined : await corpus(data as string);
  const report = await bench(options as BenchInput, note, dataset);
  await write?.(`${JSON.stringify(report, null, 2)}\n`);
  await draw?.(benchChart(report));
  return { kind: "bench", data: report, text: tableOf(report) };
};

/** The corpus as `textvae train` reads it by default. */
const corpus = (data: string): Promise<Dataset> => {
  const settings = resolveSettings({ file: { data } });
  return loadDataset(settings, commandRegistry(settings.plugins));
};

const lineOf = ({ name, measurements }: CaseResult): string =>
  `${name.padEnd(16)}${measurements.map(({ subject, median }) => `${subject} ${milliseconds(median)}`).join("  ")}`;

const milliseconds = (value: number): string => `${value.toPrecision(value < 100 ? 3 : 4)} ms`;

const memoryLine = (peakMemory: BenchReport["peakMemory"]): string =>
  `peak memory of training, alone: ${Object.entries(peakMemory)
    .map(([name, mebibytes]) => `${name} ${Math.round(mebibytes)} MiB`)
    .join(", ")}`;

/** Medians, and in brackets how many times as fast as the baseline. */
const tableOf = (report: BenchReport): string => {
  const { machine, load, peakMemory, rounds, subjects, baseline, cases } = report;
  const rows = cases.map(({ name, measurements }) => [
    name,
    ...measurements.map(({ median, speed }) => `${milliseconds(median)} (${speed.toFixed(2)}×)`),
  ]);
  const lines = [["case", ...subjects.map(({ name }) => name)], ...rows].map((cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(16) : cell.padStart(20))).join(""),
  );
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, V8 ${machine.v8}`,
    ...subjects.map(({ name, facts }) => `  ${name}: ${factsLine(facts)}`),
    `load ${load.before.toFixed(2)} before, ${load.after.toFixed(2)} after; medians of ${rounds} rounds; × as fast as ${baseline}`,
    ...(Object.keys(peakMemory).length > 0 ? [memoryLine(peakMemory)] : []),
    "",
    ...lines,
    ...cases.flatMap(kernelsOf),
  ].join("\n");
};

/** How many kernels each subject starts for a run, where that is counted. */
const kernelsOf = ({ name, measurements }: CaseResult): string[] => {
  const counted = measurements.flatMap(({ subject, kernels }) =>
    kernels === undefined ? [] : [`${Math.round(kernels)} on ${subject}`],
  );
  return counted.length > 0 ? [`kernels started by ${name}: ${counted.join(", ")}`] : [];
};
