import type { Comparison, RunRow } from "@textvae/runs/measures";
import { comparisonChart } from "./comparison.ts";
import { labelOf } from "./label.ts";
import { type Measured, measuresChart } from "./measures.ts";

/** Curves of runs and below them their numbers, in one SVG document. */
export const compareDrawing = ({ rows, histories }: Comparison): string => {
  const curves = rows.map((row, i) => ({
    run: labelOf(row),
    points: (histories[i]?.training ?? []).map(({ step, perToken }) => ({
      step,
      perToken: perToken as number,
    })),
  }));
  return oneBelowTheOther(comparisonChart(curves), rows);
};

const CURVES = 420;

const oneBelowTheOther = (curves: string, rows: readonly RunRow[]): string => {
  const { svg, height } = measuresChart(rows.flatMap(measuresOf));
  const total = CURVES + 20 + height;
  const below = svg.replace("<svg", `<svg y="${CURVES + 20}"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="860" height="${total}" viewBox="0 0 860 ${total}">${curves}${below}</svg>\n`;
};

const measuresOf = (row: RunRow): Measured[] => {
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
