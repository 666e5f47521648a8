import { factsLine } from "../table.ts";
import type { Point } from "./race.ts";
import type { Arrival, QualityReport, QualityResult } from "./report.ts";

/** An evaluation in one line, as it is told. */
export const pointLine = (name: string, point: Point): string => {
  const { updates, tokens, seconds, perplexity } = point;
  return [
    name.padEnd(16),
    `${updates} updates`.padStart(14),
    `${Math.round(tokens / seconds)} tokens/s`.padStart(16),
    `perplexity ${decimal(perplexity)}`.padStart(20),
    `${decimal(seconds)} s`.padStart(12),
  ].join("");
};

/** Seconds to each perplexity, and in brackets how many times as long as textvae took. */
export const qualityTable = (report: QualityReport): string => {
  const { machine, load, options, corpus, subjects } = report;
  const { targets, embedding, hidden, output } = options;
  const head = ["", "tokens/s", "updates", "best", ...targets.map((target) => `to ${target}`)];
  const lines = [head, ...subjects.map(rowOf)].map((cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(16) : cell.padStart(i < 4 ? 10 : 20))).join(""),
  );
  const { train, valid } = corpus;
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, V8 ${machine.v8}`,
    ...subjects.map(({ name, facts }) => `  ${name}: ${factsLine(facts)}`),
    ...subjects.map(({ name, schedule }) => `  ${name}: ${factsLine({ ...schedule })}`),
    `load ${load.before.toFixed(2)} before, ${load.after.toFixed(2)} after`,
    `${corpus.name}: ${train.sentences} sentences of ${train.tokens} tokens, validation ${valid.sentences} of ${valid.tokens}; V ${corpus.vocabulary}, E ${embedding}, H ${hidden}, ${output}`,
    "seconds of updates to a validation perplexity; × as long as textvae; > where it was never below",
    "",
    ...lines,
    ...subjects.map(
      ({ name, start, stopped, points }) =>
        `  ${name}: from ${decimal(start)}; ended by its ${STOPS[stopped]}; evaluations took ${decimal(points.at(-1)?.evaluationSeconds ?? 0)} s beside`,
    ),
  ].join("\n");
};

const STOPS: Readonly<Record<QualityResult["stopped"], string>> = {
  targets: "arrival",
  schedule: "schedule",
  limit: "limit",
  "given up": "distance to the first",
  diverged: "loss, which is no finite number",
};

const rowOf = ({ name, tokensPerSecond, points, best, arrivals }: QualityResult): string[] => [
  name,
  String(Math.round(tokensPerSecond)),
  String(points.at(-1)?.updates ?? 0),
  decimal(best),
  ...arrivals.map(arrivalCell),
];

const arrivalCell = ({ reached, seconds, times }: Arrival): string => {
  const bound = reached ? "" : "> ";
  const relative = times === undefined ? "" : ` (${bound}${times.toFixed(2)}×)`;
  return `${bound}${decimal(seconds)} s${relative}`;
};

const decimal = (value: number): string => value.toFixed(1);
