import { axisX, axisY, dot, gridX, gridY, link, plot, ruleY, text } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type Axes, named, type Point } from "./names.ts";

/** What a remedy came to, as the table has it. */
export interface Outcome {
  readonly label: string;
  readonly scores: { readonly nll: number };
  readonly weighted?: { readonly nll: number; readonly estimator: { readonly name: string } };
  readonly information?: { readonly mutualInformation: number };
}

const [QUIET, POINT, FLOOR] = ["#7d8590", "#2f6fde", "#c2571a"];
const [WIDTH, HEIGHT] = [820, 560];
const MARGIN = { marginLeft: 60, marginRight: 20, marginTop: 44, marginBottom: 46 } as const;
/** Nats above the language model from which a point is told in words, for the others to have room. */
const BEYOND = 2;

/** −log p(x) against what codes tell of sentences, a point for each remedy; language models are lines. */
export const trade = (outcomes: readonly Outcome[]): string => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const floors = outcomes
    .filter(({ weighted }) => !weighted)
    .map(({ label, scores }) => ({ label, nll: scores.nll }))
    .toSorted((a, b) => a.nll - b.nll);
  const limit = Math.max(...floors.map(({ nll }) => nll)) + BEYOND;
  const all = outcomes.flatMap(pointOf);
  const points = all.filter(({ nll }) => nll < limit);
  const axes = axesOf(points, floors);
  const names = named(points, axes);
  const drawn = plot({
    document: document as unknown as Document,
    ...{ width: WIDTH, height: HEIGHT, ...MARGIN },
    style: { background: "none", fontSize: "12px", fontFamily: "system-ui, sans-serif" },
    x: { domain: axes.x },
    y: { domain: axes.y },
    marks: [
      gridX(ticksOf(axes.x), { stroke: QUIET, strokeOpacity: 0.2 }),
      gridY({ stroke: QUIET, strokeOpacity: 0.2 }),
      axisX(ticksOf(axes.x), {
        ...{ tickSize: 0, color: QUIET, labelAnchor: "center", labelArrow: "none" },
        label: "mutual information of sentences and codes, nats",
      }),
      axisY({
        ...{ tickSize: 0, color: QUIET, labelArrow: "none" },
        label: `−log p(x), nats a sentence (${estimatorOf(outcomes)})`,
      }),
      ruleY(floors, { y: "nll", stroke: FLOOR, strokeDasharray: "5 4" }),
      ...floors.map((floor, i) =>
        text([floor], {
          ...{ x: axes.x[1], y: "nll", text: "label", textAnchor: "end", fill: FLOOR },
          dy: i === 0 ? 9 : -9,
        }),
      ),
      link(names, { x1: "information", y1: "nll", x2: "x", y2: "y", stroke: QUIET }),
      dot(points, { x: "information", y: "nll", r: 4.5, fill: POINT }),
      ...(["start", "end"] as const).map((textAnchor) =>
        text(
          names.filter(({ anchor }) => anchor === textAnchor),
          {
            x: "x",
            y: "y",
            text: "label",
            textAnchor,
            dx: textAnchor === "end" ? -3 : 3,
            fill: QUIET,
          },
        ),
      ),
    ],
  });
  drawn.querySelector("style")?.remove(); // is for drawings within a page
  const beyond = all
    .filter(({ nll }) => nll >= limit)
    .map(
      ({ label, information, nll }) => `${label} (${information.toFixed(2)}, ${nll.toFixed(1)})`,
    );
  const told = beyond.length > 0 ? `beyond: ${beyond.join(", ")}` : "";
  drawn.insertAdjacentHTML(
    "beforeend",
    `<text x="${WIDTH - MARGIN.marginRight}" y="18" text-anchor="end" fill="${QUIET}">${told}</text>`,
  );
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", "Likelihood against mutual information, by remedy");
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${drawn.outerHTML}\n`;
};

const pointOf = ({ label, weighted, information }: Outcome): Point[] =>
  weighted && information
    ? [{ label, information: information.mutualInformation, nll: weighted.nll }]
    : [];

const estimatorOf = (outcomes: readonly Outcome[]): string | undefined =>
  outcomes.find(({ weighted }) => weighted)?.weighted?.estimator.name;

/** Room on the left for the names of what has collapsed, and on the right for the others. */
const axesOf = (points: readonly Point[], floors: readonly { readonly nll: number }[]): Axes => {
  const most = Math.max(...points.map(({ information }) => information));
  const nlls = [...points, ...floors].map(({ nll }) => nll);
  const x: [number, number] = [-0.5 * most, 1.65 * most];
  const y: [number, number] = [Math.min(...nlls) - 0.15, Math.max(...nlls) + 0.15];
  const inner = {
    width: WIDTH - MARGIN.marginLeft - MARGIN.marginRight,
    height: HEIGHT - MARGIN.marginTop - MARGIN.marginBottom,
  };
  return { x, y, unit: { x: (x[1] - x[0]) / inner.width, y: (y[1] - y[0]) / inner.height } };
};

const ticksOf = ([, right]: readonly [number, number]): number[] =>
  Array.from({ length: Math.floor(2 * right) + 1 }, (_, i) => i / 2);
