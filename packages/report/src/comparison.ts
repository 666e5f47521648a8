import { axisX, axisY, gridY, line, link, plot, ruleY, text } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type EndLabel, placeLabels } from "./end-labels.ts";

/** A run's reconstruction while it trained. */
export interface Curve {
  readonly run: string;
  readonly points: readonly { readonly step: number; readonly perToken: number }[];
}

const COLOURS = [
  ...["#2f6fde", "#d9730d", "#2b8a5b", "#b3407a", "#7a5cc7"],
  ...["#8a6d1f", "#4a8fa3", "#c03a2b", "#7d9a1e", "#5b6f8f"],
  ...["#d46fa0", "#c79a12"],
];
const QUIET = "#7d8590";

const SIZE = { width: 860, height: 420, marginLeft: 48, marginBottom: 38 };
/** Pixels right of the curves: room for the longest name, within bounds. */
const NAMES = { least: 120, most: 340, letter: 6.3 };
/** Pixels between the labels of two lines, and of a label's distance from the longest. */
const LABEL = { height: 16, distance: 8 };
/** Points in the mean that is drawn in place of each, at most, and what part of a curve they may be. */
const WINDOW = 9;
const PART = 0.1;

/**
 * Curves of several runs over their steps in one SVG document, each named beside the last step of all, where no
 * curve crosses a name. A run with no point is left out. `anchor` is drawn as a dashed line, e.g. what the unigram
 * model needs per token.
 */
export const comparisonChart = (
  all: readonly Curve[],
  anchor?: { readonly label: string; readonly value: number },
): string => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const colour = (run: string) =>
    COLOURS[all.findIndex((curve) => curve.run === run) % COLOURS.length];
  const curves = all.filter(({ points }) => points.length > 0).map(smoothed);
  const points = curves.flatMap(({ run, points }) => points.map((point) => ({ run, ...point })));
  const marginRight = roomFor(curves);
  const ends = endsOf(curves, marginRight);
  const led = ends.filter(({ from, to }) => from < to);
  const drawn = plot({
    document: document as unknown as Document,
    ...{ ...SIZE, marginRight },
    style: { background: "none", fontSize: "12px", fontFamily: "system-ui, sans-serif" },
    x: { label: "step" },
    y: { label: "nats per token", nice: true },
    marks: [
      gridY({ stroke: QUIET, strokeOpacity: 0.25 }),
      axisX({ tickSize: 0, color: QUIET, labelAnchor: "center", labelOffset: 34 }),
      axisY({ tickSize: 0, color: QUIET }),
      ...(anchor ? [ruleY([anchor.value], { stroke: QUIET, strokeDasharray: "4 4" })] : []),
      line(points, { x: "step", y: "perToken", z: "run", stroke: (d) => colour(d.run) }),
      link(led, {
        x1: "from",
        y1: "perToken",
        x2: "to",
        y2: "label",
        stroke: (d) => colour(d.run),
        strokeOpacity: 0.6,
        strokeDasharray: "2 3",
      }),
      text(ends, {
        x: "last",
        y: "label",
        text: nameOf,
        fill: (d) => colour(d.run),
        textAnchor: "start",
        dx: LABEL.distance,
      }),
      ...(anchor
        ? [
            text([anchor], {
              x: 0,
              y: "value",
              text: "label",
              fill: QUIET,
              textAnchor: "start",
              dy: -8,
            }),
          ]
        : []),
    ],
  });
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${drawn.outerHTML}\n`;
};

/** Each point as the mean of those around it; a short curve as it is. */
const smoothed = ({ run, points }: Curve): Curve => {
  const half = Math.floor(Math.min(WINDOW, PART * points.length) / 2);
  return {
    run,
    points: points.map(({ step }, i) => {
      const around = points.slice(Math.max(0, i - half), i + half + 1);
      const sum = around.reduce((total, { perToken }) => total + perToken, 0);
      return { step, perToken: sum / around.length };
    }),
  };
};

/** A label beside the last step of all, and the steps that a leader to it spans. */
interface Named extends EndLabel {
  readonly last: number;
  readonly from: number;
  readonly to: number;
}

const endsOf = (curves: readonly Curve[], marginRight: number): Named[] => {
  const values = curves.flatMap(({ points }) => points.map(({ perToken }) => perToken));
  const steps = curves.flatMap(({ points }) => points.map(({ step }) => step));
  const [least, most] = [minOf(steps), maxOf(steps)];
  const { width, height, marginLeft } = SIZE;
  const stepsPerPixel = (most - least) / (width - marginLeft - marginRight);
  const gap = ((maxOf(values) - minOf(values)) * LABEL.height) / (height - 50);
  const ends = curves.map(endOf);
  return placeLabels(ends, { gap, reach: Number.POSITIVE_INFINITY }).map((end) => {
    const led = end.step < most || Math.abs(end.label - end.perToken) > gap / 4;
    const to = led ? most + (LABEL.distance - 2) * stepsPerPixel : end.step;
    return { ...end, last: most, from: end.step, to };
  });
};

const endOf = ({ run, points }: Curve) => ({
  run,
  ...(points.at(-1) as Curve["points"][number]),
});

const nameOf = ({ run, perToken }: { readonly run: string; readonly perToken: number }): string =>
  `${run}  ${perToken.toFixed(2)}`;

const roomFor = (curves: readonly Curve[]): number => {
  const { least, most, letter } = NAMES;
  const longest = curves
    .map((curve) => nameOf(endOf(curve)).length)
    .reduce((a, b) => Math.max(a, b), 0);
  return Math.min(most, Math.max(least, LABEL.distance + letter * longest));
};

// Runs have more points than a call has room for arguments.
const maxOf = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
const minOf = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
