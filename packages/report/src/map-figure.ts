import type { Figure } from "./curves.ts";
import { escapeHtml } from "./html.ts";

/** Texts and where they lie in the plane, row-major `[N, 2]`. */
export interface PlacedTexts {
  readonly title: string;
  readonly place_N2: Float32Array;
  readonly texts: readonly string[];
}

const [WIDTH, HEIGHT, EDGE] = [520, 340, 12];

/** Codes as dots, each with its text to be read by hovering. */
export const mapFigure = ({ title, place_N2, texts }: PlacedTexts): Figure => {
  const column = (axis: number) => texts.map((_, i) => place_N2[2 * i + axis] as number);
  const [x, y] = [inPixels(column(0), WIDTH), inPixels(column(1), HEIGHT)];
  const dots = texts.map(
    (text, i) =>
      `<circle cx="${x[i]?.toFixed(1)}" cy="${(HEIGHT - (y[i] ?? 0)).toFixed(1)}" r="2"><title>${escapeHtml(text)}</title></circle>`,
  );
  return {
    title,
    legend: [["hover over a dot to read it", "--blue"]],
    svg: `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}"><g fill="var(--blue)" fill-opacity="0.5">${dots.join("")}</g></svg>`,
  };
};

/** Values between the edges of so many pixels. */
const inPixels = (values: readonly number[], pixels: number): number[] => {
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return values.map(
    (value) => EDGE + ((value - least) / (most - least || 1)) * (pixels - 2 * EDGE),
  );
};
