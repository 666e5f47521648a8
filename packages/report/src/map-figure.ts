import type { Figure } from "./curves.ts";
import { escapeHtml } from "./html.ts";

/** Texts and where they lie in the plane, row-major `[N, 2]`. */
export interface PlacedTexts {
  readonly title: string;
  readonly place_N2: Float32Array;
  readonly texts: readonly string[];
}

const [WIDTH, HEIGHT, EDGE] = [520, 340, 12];
/** From so many dots on, those that lie on each other are seen through. */
const MANY = 1000;

/** Codes as dots, each with its text to be read by hovering. */
export const mapFigure = ({ title, place_N2, texts }: PlacedTexts): Figure => {
  const column = (axis: number) => texts.map((_, i) => place_N2[2 * i + axis] as number);
  const [xs, ys] = [extentOf(column(0)), extentOf(column(1))];
  // One scale for both directions: distances are those of the codes.
  const largest = Math.min((WIDTH - 2 * EDGE) / xs.size, (HEIGHT - 2 * EDGE) / ys.size);
  const scale = Number.isFinite(largest) ? largest : 0;
  const x = column(0).map((value) => WIDTH / 2 + scale * (value - xs.middle));
  const y = column(1).map((value) => HEIGHT / 2 + scale * (value - ys.middle));
  const dots = texts.map(
    (text, i) =>
      `<circle cx="${x[i]?.toFixed(1)}" cy="${(HEIGHT - (y[i] ?? 0)).toFixed(1)}" r="2"><title>${escapeHtml(text)}</title></circle>`,
  );
  return {
    title,
    legend: [["hover over a dot to read it", "--blue"]],
    svg: `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}"><g fill="var(--blue)" fill-opacity="${texts.length > MANY ? 0.5 : 0.8}">${dots.join("")}</g></svg>`,
  };
};

const extentOf = (
  values: readonly number[],
): { readonly middle: number; readonly size: number } => {
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return { middle: (least + most) / 2, size: most - least };
};
