import type { BenchReport, CaseResult } from "./report.ts";

/** A case's medians in one line, as it is told. */
export const caseLine = ({ name, measurements }: CaseResult): string =>
  `${name.padEnd(24)}${measurements.map(({ subject, median }) => `${subject} ${milliseconds(median)}`).join("  ")}`;

/** Medians, and in brackets how many times as fast as the baseline. */
export const benchTable = (report: BenchReport): string => {
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

/** Facts in one line: `simd true, threads 2`. */
export const factsLine = (facts: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(facts)
    .map(([fact, value]) => `${fact} ${value}`)
    .join(", ");

const milliseconds = (value: number): string => `${value.toPrecision(value < 100 ? 3 : 4)} ms`;

/** The most memory of processes that do nothing but train, where that was looked at. */
const memoryOf = ({ name, measurements }: CaseResult): string[] => {
  const told = measurements.flatMap(({ subject, peakMemory }) =>
    peakMemory === undefined ? [] : [`${subject} ${Math.round(peakMemory)} MiB`],
  );
  return told.length > 0 ? [`peak memory of ${name}, alone: ${told.join(", ")}`] : [];
};

/** How many kernels each subject starts for a run, where that is counted. */
const kernelsOf = ({ name, measurements }: CaseResult): string[] => {
  const counted = measurements.flatMap(({ subject, kernels }) =>
    kernels === undefined ? [] : [`${Math.round(kernels)} on ${subject}`],
  );
  return counted.length > 0 ? [`kernels started by ${name}: ${counted.join(", ")}`] : [];
};
