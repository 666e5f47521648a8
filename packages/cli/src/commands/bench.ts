import { type BenchReport, benchOptions, type CaseResult, bench as measure } from "@textvae/bench";
import type { Dataset } from "@textvae/core";
import { factsLine } from "@textvae/report/text";
import { resolveSettings } from "@textvae/settings";
import { DRAWING, outputFile, type Written } from "@textvae/storage-node";
import { dataOf, registryWith } from "@textvae/workbench";
import { z } from "zod";
import { command } from "../command.ts";

const TIMES: Written = { what: "times of a bench", begins: /^\{\s*"machine"/ };

/** Measures this machine; each case is told on stderr as it is done. */
export const bench = command("bench", {
  options: {
    ...benchOptions.shape,
    data: z
      .string()
      .optional()
      .describe("a corpus, for the cases corpus-step and corpus-step-bucketed"),
    out: z.string().optional().describe("write every time into a JSON file"),
    chart: z.string().optional().describe("draw the speeds into an SVG file"),
  },
  declare(made) {
    made
      .option("--only <cases...>", "which cases, by their names")
      .option("--backends <names...>", "which backends: wasm, which is the default, node")
      .option(
        "--kernels <names...>",
        "which kernels of wasm: wide relaxed plain stock, by default all",
      );
  },
  async run({ out, chart, data, ...options }, { io: { stderr } }) {
    const note = (result: CaseResult) => stderr.write(`${lineOf(result)}\n`);
    const [write, draw] = [
      out === undefined ? undefined : await outputFile(out, "--out", TIMES),
      chart === undefined ? undefined : await outputFile(chart, "--chart", DRAWING),
    ];
    const dataset = data === undefined ? undefined : await corpus(data);
    const report = await measure(options, note, dataset);
    await write?.(`${JSON.stringify(report, null, 2)}\n`);
    const { benchChart } = await import("@textvae/report/charts");
    await draw?.(benchChart(report));
    return { kind: "bench", data: report, text: tableOf(report) };
  },
});

/** The corpus as `textvae train` reads it by default. */
const corpus = (data: string): Promise<Dataset> => {
  const settings = resolveSettings({ file: { data } });
  return dataOf(settings, registryWith(settings.plugins));
};

const lineOf = ({ name, measurements }: CaseResult): string =>
  `${name.padEnd(24)}${measurements.map(({ subject, median }) => `${subject} ${milliseconds(median)}`).join("  ")}`;

const milliseconds = (value: number): string => `${value.toPrecision(value < 100 ? 3 : 4)} ms`;

/** The most memory of processes that do nothing but train, where that was looked at. */
const memoryOf = ({ name, measurements }: CaseResult): string[] => {
  const told = measurements.flatMap(({ subject, peakMemory }) =>
    peakMemory === undefined ? [] : [`${subject} ${Math.round(peakMemory)} MiB`],
  );
  return told.length > 0 ? [`peak memory of ${name}, alone: ${told.join(", ")}`] : [];
};

/** Medians, and in brackets how many times as fast as the baseline. */
const tableOf = (report: BenchReport): string => {
  const { machine, load, clock, rounds, subjects, baseline, cases } = report;
  const rows = cases.map(({ name, measurements }) => [
    name,
    ...measurements.map(({ median, speed }) => `${milliseconds(median)} (${speed.toFixed(2)}×)`),
  ]);
  const lines = [["case", ...subjects.map(({ name }) => name)], ...rows].map((cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(20))).join(""),
  );
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, V8 ${machine.v8}`,
    ...subjects.map(({ name, facts }) => `  ${name}: ${factsLine(facts)}`),
    `load ${load.before.toFixed(2)} before, ${load.after.toFixed(2)} after; medians of ${rounds} rounds, time of the ${clock}; × as fast as ${baseline}`,
    ...cases.flatMap(memoryOf),
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
