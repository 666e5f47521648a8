import { axisX, axisY, gridY, line, plot, ruleY, text, windowY } from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** A run's reconstruction while it trained. */
export interface Curve {
  readonly run: string;
  readonly points: readonly { readonly step: number; readonly perToken: number }[];
}

const COLOURS = ["#2f6fde", "#d9730d", "#2b8a5b", "#b3407a", "#7a5cc7", "#8a6d1f", "#4a8fa3"];
const QUIET = "#7d8590";

/**
 * Curves of several runs over their steps in one SVG document, each named at its end. `anchor` is
 * drawn as a dashed line, e.g. what the unigram model needs per token.
 */
export const comparisonChart = (
  curves: readonly Curve[],
  anchor?: { readonly label: string; readonly value: number },
): string => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const colour = (run: string) =>
    COLOURS[curves.findIndex((curve) => curve.run === run) % COLOURS.length];
  const points = curves.flatMap(({ run, points }) => points.map((point) => ({ run, ...point })));
  const ends = spread(curves.map(({ run, points }) => ({ run, ...last(points) })));
  const drawn = plot({
    document: document as unknown as Document,
    width: 860,
    height: 420,
    marginRight: 200,
    marginLeft: 48,
    style: { background: "none", fontSize: "12px", fontFamily: "system-ui, sans-serif" },
    x: { label: "step" },
    y: { label: "nats per token", nice: true },
    marks: [
      gridY({ stroke: QUIET, strokeOpacity: 0.25 }),
      axisX({ tickSize: 0, color: QUIET }),
      axisY({ tickSize: 0, color: QUIET }),
      ...(anchor ? [ruleY([anchor.value], { stroke: QUIET, strokeDasharray: "4 4" })] : []),
      line(
        points,
        windowY(9, { x: "step", y: "perToken", z: "run", stroke: (d) => colour(d.run) }),
      ),
      text(ends, {
        x: "step",
        y: "label",
        text: (d) => `${d.run}  ${d.perToken.toFixed(2)}`,
        fill: (d) => colour(d.run),
        textAnchor: "start",
        dx: 8,
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

/** Where a curve ends: its last step and the mean of its last tenth. */
const last = (points: Curve["points"]) => {
  const tail = points.slice(-Math.ceil(points.length / 10));
  const perToken = tail.reduce((sum, point) => sum + point.perToken, 0) / tail.length;
  return { step: points.at(-1)?.step ?? 0, perToken };
};

/** Labels moved up where one that ends near by would cover them. */
const spread = <E extends { readonly step: number; readonly perToken: number }>(
  ends: readonly E[],
): (E & { label: number })[] => {
  const gap = (Math.max(...ends.map((end) => end.perToken)) + 2) / 42;
  const near = 0.3 * Math.max(...ends.map((end) => end.step));
  const placed: (E & { label: number })[] = [];
  for (const end of [...ends].sort((a, b) => a.perToken - b.perToken)) {
    const covered = placed.filter(({ step }) => Math.abs(step - end.step) < near);
    placed.push({ ...end, label: Math.max(end.perToken, ...covered.map((p) => p.label + gap)) });
  }
  return placed;
};
