import { basename } from "node:path";
import { type Evaluation, listCheckpoints, placedIn, TextvaeError } from "@textvae/core";
import { differencesOf, groupsOf, showDifference } from "../comparability.ts";
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
  /** Runs of different letters can't be compared; absent where all can. */
  readonly group?: string;
  /** Training reconstruction in nats per token, over the last tenth of the recorded steps. */
  readonly perToken?: number;
  readonly tokensPerSecond?: number;
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
  const names = namesOf(folders);
  const runs = await Promise.all(
    folders.map((folder, i) => readRun(folder, names[i] ?? folder).catch(inFolder(folder))),
  );
  const alone = runs.map(summarise);
  const compared = runs.map(({ config }, i) => ({ ...(alone[i] as Row), config }));
  const differences = differencesOf(compared);
  const groups = groupsOf(compared, differences);
  const rows = alone.map((row) => {
    const group = groups.get(row.run);
    return { ...row, ...(group !== undefined && { group }) };
  });
  if (draw) {
    const curves = runs.map(({ history }, i) => curveOf(labelOf(rows[i] as Row), history));
    await draw(oneBelowTheOther(comparisonChart(curves), rows));
  }
  return {
    kind: "comparison",
    data: { runs: rows, differences, ...(out !== undefined && { drawing: out }) },
    text: [
      HEADER,
      ...rows.map(lineOf),
      ...rows.flatMap(estimatorsOf),
      ...differences.map(showDifference),
      ...(groups.size > 0 ? ["  numbers of runs with different letters can't be compared"] : []),
      ...LEGEND,
      ...(out === undefined ? [] : ["", `drawn in ${out}`]),
    ].join("\n"),
  };
};

/** The last part of each folder; the whole of those that share it. */
const namesOf = (folders: readonly string[]): string[] => {
  const short = folders.map((folder) => basename(folder));
  return folders.map((folder, i) =>
    short.filter((name) => name === short[i]).length > 1 ? folder : (short[i] as string),
  );
};

const labelOf = ({ run, group }: Row): string => (group === undefined ? run : `${run} (${group})`);

/** Of several runs, an error says which it is of. */
const inFolder =
  (folder: string) =>
  (error: unknown): never => {
    const told = error instanceof TextvaeError && !error.where.includes(folder);
    throw told ? placedIn(folder, error) : error;
  };

const readRun = async (folder: string, run: string) => {
  const storage = await nodeStorage(folder, { create: false });
  const config = await readRecordedConfig(storage);
  const [history, diagnosis] = [await readHistory(storage), await readDiagnosis(storage)];
  const checkpoints = await listCheckpoints(storage);
  return { run, config, history, diagnosis, trained: Math.max(0, ...checkpoints) };
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

const measuresOf = (row: Row): Measured[] => {
  const { best, diagnosis, tokensPerSecond } = row;
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
    value === undefined ? [] : [{ run: labelOf(row), measure, value }],
  );
};

const summarise = ({
  run,
  config,
  history,
  diagnosis,
  trained,
}: Awaited<ReturnType<typeof readRun>>): Row => {
  const { training, evaluations, timings } = history;
  const tail = training.slice(-Math.ceil(training.length / 10));
  const best = bestOfLastPhase(evaluations as unknown as readonly PhasedEvaluation[]);
  return {
    run,
    recipe: config.recipe,
    step: Math.max(trained, training.at(-1)?.step ?? 0, evaluations.at(-1)?.step ?? 0),
    ...meanOf("perToken", tail),
    ...meanOf("tokensPerSecond", timings),
    ...(best && { best }),
    ...(diagnosis && { diagnosis }),
  };
};

/** The mean of a member; nothing where a run was too short to record any. */
const meanOf = (member: "perToken" | "tokensPerSecond", points: History["training"]) => {
  const sum = points.reduce((total, point) => total + (point[member] as number), 0);
  return points.length === 0 ? {} : { [member]: sum / points.length };
};

type PhasedEvaluation = Evaluation & { readonly phase?: string };

/**
 * Earlier phases trained something else, and their weights are not those that are there. A run of
 * an early version may hold an NLL of null, which is no best.
 */
const bestOfLastPhase = (evaluations: readonly PhasedEvaluation[]): Evaluation | undefined => {
  const last = evaluations.at(-1)?.phase;
  return evaluations
    .filter(({ phase, nll }) => phase === last && Number.isFinite(nll))
    .sort((a, b) => a.nll - b.nll)[0];
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

const shown = (value: number | undefined, decimals: number): string =>
  value === undefined ? "–" : formatted(value, decimals);

const lineOf = (row: Row): string => {
  const { recipe, step, perToken, tokensPerSecond, best, diagnosis } = row;
  return columns([
    labelOf(row),
    recipe,
    formatted(step),
    shown(perToken, 3),
    shown(tokensPerSecond, 0),
    ...(best
      ? [formatted(best.nll, 2), formatted(best.ppl, 2), divergenceOf(best)]
      : ["–", "–", "–"]),
    ...measured(diagnosis),
    best
      ? `${best.estimator.name}${best.estimator.bound ? "" : " (not a bound)"}`
      : "not evaluated",
  ]);
};

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
