import type { Evaluation } from "@textvae/core";
import {
  type Comparison,
  type RunRow,
  type StoredDiagnosis,
  weightedName,
} from "@textvae/runs/measures";
import { showDifference } from "./difference.ts";
import { labelOf } from "./label.ts";
import { formatted } from "./numbers.ts";

/** Runs side by side in lines for people. */
export const showComparison = ({ rows, differences }: Comparison): string =>
  [
    HEADER,
    ...rows.map(lineOf),
    ...rows.flatMap(estimatorsOf),
    ...rows.flatMap(({ run, lost }) =>
      lost === undefined ? [] : [`  ${run}: ${lost}; its numbers are of what is left`],
    ),
    ...differences.map(showDifference),
    ...(rows.some(({ group }) => group !== undefined)
      ? ["  numbers of runs with different letters can't be compared"]
      : []),
    ...LEGEND,
  ].join("\n");

const WIDTHS = [28, 20, 8, 12, 10, 9, 9, 11, 7, 8, 9, 9, 9] as const;
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
  "NLL/word",
  "NLL/byte",
  "valid estimator",
]);

const LEGEND = [
  "  nats/token: training reconstruction over the last tenth of the steps",
  "  NLL (nats per item), PPL, KL: best evaluation of the valid split, in the last phase",
  "  MI (nats), AU, IW-NLL: of textvae diagnose",
  "  NLL/word, NLL/byte: the same NLL by what white space separates, and by bytes; of one text they may stand",
  "  beside each other whatever the vocabulary, where no word is unknown",
];

const shown = (value: number | undefined, decimals: number): string =>
  value === undefined ? "–" : formatted(value, decimals);

const lineOf = (row: RunRow): string => {
  const { recipe, step, perToken, tokensPerSecond, best, rates, diagnosis } = row;
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
    shown(rates?.perWord, 3),
    shown(rates?.perByte, 3),
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
const estimatorsOf = ({ run, diagnosis }: RunRow): string[] => {
  if (!diagnosis) return [];
  const { information: [whole] = [], weighted, split } = diagnosis;
  const named = [
    ...(whole ? [`MI: ${whole.estimator}`] : []),
    ...(weighted ? [`${weightedName(weighted)} of ${formatted(weighted.items)} items`] : []),
  ];
  return named.length === 0 ? [] : [`  ${run}, ${split}: ${named.join("; ")}`];
};
