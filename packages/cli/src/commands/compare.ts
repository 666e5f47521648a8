import { basename } from "node:path";
import type { Evaluation } from "@textvae/core";
import { readDiagnosis, type StoredDiagnosis } from "../diagnosis.ts";
import { formatted, type Outcome } from "../io.ts";
import { type Curve, comparisonChart } from "../report/comparison.ts";
import { weightedName } from "../report/diagnosis.ts";
import { type History, readHistory } from "../report/history.ts";
import { type Measured, measuresChart } from "../report/measures.ts";
import { readRecordedConfig } from "../run-config.ts";
import type { Flags } from "../session.ts";
import { nodeStorage } from "../storage/node-storage.ts";
import { DRAWING, outputFile } from "../storage/output-file.ts";

interface Row {
  readonly run: string;
  readonly recipe: string;
  readonly step: number;
  /** Training reconstruction in nats per token, over the last tenth of the recorded steps. */
  readonly perToken: number;
  readonly tokensPerSecond: number;
  /** The best evaluation on the validation split, if there was one. */
  readonly best?: Evaluation;
  /** What `textvae diagnose` found of the weights that are there. */
  readonly diagnosis?: StoredDiagnosis;
}

/** Runs side by side: a table, and with `--out` their curves in one drawing. */
export const compareCommand = async (
  folders: readonly string[],
  flags: Flags,
): Promise<Outcome> => {
  const { out } = flags as { readonly out?: string };
  const draw = out === undefined ? undefined : await outputFile(out, "--out", DRAWING);
  const runs = await Promise.all(folders.map(readRun));
  const rows = runs.map(summarise);
  if (draw) {
    const curves = comparisonChart(runs.map(({ run, history }) => curveOf(run, history)));
    await draw(oneBelowTheOther(curves, rows));
  }
  return {
    kind: "comparison",
    data: { runs: rows, ...(out !== undefined && { drawing: out }) },
    text: [
      HEADER,
      ...rows.map(lineOf),
      ...rows.flatMap(estimatorsOf),
      ...LEGEND,
      ...(out === undefined ? [] : ["", `drawn in ${out}`]),
    ].join("\n"),
  };
};

const readRun = async (folder: string) => {
  const storage = await nodeStorage(folder, { create: false });
  const config = await readRecordedConfig(storage);
  const [history, diagnosis] = [await readHistory(storage), await readDiagnosis(storage)];
  return { run: basename(folder), config, history, diagnosis };
};

const curveOf = (run: string, { training }: History): Curve => ({
  run,
  points: training.map(({ step, perToken }) => ({ step, perToken: perToken as number })),
});

const CURVES = 420;

const oneBelowTheOther = (curves: string, rows: readonly Row[]): string => {
  const { svg, height } = measuresChart(rows.flatMap(measuresOf));
  const total = CURVES + 20 + height;
  const below = svg.replace("<svg", `<svg y="${CURVES + 20}"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="860" height="${total}" viewBox="0 0 860 ${total}">${curves}${below}</svg>\n`;
};

const measuresOf = ({ run, best, diagnosis, tokensPerSecond }: Row): Measured[] => {
  const { information: [whole] = [], activeUnits: units, weighted } = diagnosis ?? {};
  const values = {
    NLL: best?.nll,
    PPL: best?.ppl,
    [best?.divergenceName ?? "KL"]: best?.divergence,
    MI: whole?.mutualInformation,
    AU: units?.active,
    "IW-NLL": weighted?.nll,
    "tokens/s": tokensPerSecond,
  };
  return Object.entries(values).flatMap(([measure, value]) =>
    value === undefined || Number.isNaN(value) ? [] : [{ run, measure, value }],
  );
};

const summarise = ({
  run,
  config,
  history,
  diagnosis,
}: Awaited<ReturnType<typeof readRun>>): Row => {
  const { training, evaluations, timings } = history;
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const tail = training.slice(-Math.ceil(training.length / 10));
  const best = bestOfLastPhase(evaluations as unknown as readonly PhasedEvaluation[]);
  return {
    run,
    recipe: config.recipe,
    step: training.at(-1)?.step ?? 0,
    perToken: mean(tail.map(({ perToken }) => perToken as number)),
    tokensPerSecond: mean(timings.map(({ tokensPerSecond }) => tokensPerSecond as number)),
    ...(best && { best }),
    ...(diagnosis && { diagnosis }),
  };
};

type PhasedEvaluation = Evaluation & { readonly phase?: string };

/** Earlier phases trained something else, and their weights are not those that are there. */
const bestOfLastPhase = (evaluations: readonly PhasedEvaluation[]): Evaluation | undefined => {
  const last = evaluations.at(-1)?.phase;
  return evaluations.filter(({ phase }) => phase === last).sort((a, b) => a.nll - b.nll)[0];
};

const WIDTHS = [28, 20, 8, 12, 10, 9, 9, 11, 7, 8, 9] as const;
const columns = (cells: readonly string[]): string =>
  cells
    .map((cell, i) => (i < 2 ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0)))
    .join("  ");

const HEADER = columns([
  "run",
  "recipe",
  "steps",
  "nats/token",
  "tokens/s",
  "NLL",
  "PPL",
  "KL",
  "MI",
  "AU",
  "IW-NLL",
  "valid estimator",
]);

const LEGEND = [
  "  nats/token: training reconstruction over the last tenth of the steps",
  "  NLL (nats per item), PPL, KL: best evaluation of the valid split, in the last phase",
  "  MI (nats), AU, IW-NLL: of textvae diagnose",
];

const lineOf = ({ run, recipe, step, perToken, tokensPerSecond, best, diagnosis }: Row): string =>
  columns([
    run,
    recipe,
    formatted(step),
    perToken.toFixed(3),
    formatted(tokensPerSecond),
    ...(best
      ? [formatted(best.nll, 2), formatted(best.ppl, 2), divergenceOf(best)]
      : ["–", "–", "–"]),
    ...measured(diagnosis),
    best
      ? `${best.estimator.name}${best.estimator.bound ? "" : " (not a bound)"}`
      : "not evaluated",
  ]);

/** The divergence with its name where that is another than the column's. */
const divergenceOf = ({ divergence, divergenceName = "KL" }: Evaluation): string =>
  `${formatted(divergence, 2)}${divergenceName === "KL" ? "" : ` ${divergenceName}`}`;

/** MI (whole set), AU and IW-NLL of a diagnosis. */
const measured = (diagnosis: StoredDiagnosis | undefined): string[] => {
  const { information: [whole] = [], activeUnits: units, weighted } = diagnosis ?? {};
  return [
    whole ? formatted(whole.mutualInformation, 2) : "–",
    units ? `${units.active}/${units.units}` : "–",
    weighted ? formatted(weighted.nll, 2) : "–",
  ];
};

/** The estimators behind what was diagnosed of a run. */
const estimatorsOf = ({ run, diagnosis }: Row): string[] => {
  if (!diagnosis) return [];
  const { information: [whole] = [], weighted, split } = diagnosis;
  const named = [
    ...(whole ? [`MI: ${whole.estimator}`] : []),
    ...(weighted ? [`${weightedName(weighted)} of ${formatted(weighted.items)} items`] : []),
  ];
  return named.length === 0 ? [] : [`  ${run}, ${split}: ${named.join("; ")}`];
};
