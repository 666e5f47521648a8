import { axisX, axisY, dot, gridY, line, plot, ruleY, text } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { placeLabels } from "./end-labels.ts";

/** What of a race to perplexities is drawn. */
export interface QualityCourses {
  readonly targets: readonly number[];
  readonly subjects: readonly {
    readonly name: string;
    readonly points: readonly { readonly seconds: number; readonly perplexity: number }[];
  }[];
}

const COLOURS = ["#2f6fde", "#d9730d", "#7d8590", "#2b8a5b", "#b3407a"];
const QUIET = "#7d8590";
const SIZE = { width: 860, height: 420, marginLeft: 56, marginRight: 190, marginBottom: 42 };
/** Pixels between the labels of two lines, and the width of one. */
const LABEL = { height: 16, width: 180 };

/** Validation perplexity over seconds of training, a line for each subject, in one SVG document. */
export const qualityChart = ({ targets, subjects }: QualityCourses): string => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const courses = subjects.map(({ name, points }) => ({
    name,
    points: points
      .filter(({ perplexity }) => Number.isFinite(perplexity))
      .map((point) => ({ ...point, name })),
  }));
  const colour = ({ name }: { readonly name: string }) =>
    COLOURS[courses.findIndex((course) => course.name === name) % COLOURS.length];
  const points = courses.flatMap((course) => course.points);
  const channels = { x: "seconds", y: "perplexity" };
  const drawn = plot({
    document: document as unknown as Document,
    ...SIZE,
    style: { background: "none", fontSize: "12px", fontFamily: "system-ui, sans-serif" },
    x: { label: "seconds of updates", domain: [0, greatest(points.map((point) => point.seconds))] },
    y: { label: "validation perplexity", type: "log" },
    marks: [
      gridY({ ticks: 6, stroke: QUIET, strokeOpacity: 0.25 }),
      axisX({ tickSize: 0, color: QUIET, labelAnchor: "center", labelOffset: 36 }),
      axisY({ ticks: 6, tickSize: 0, tickFormat: "d", color: QUIET }),
      ruleY(targets, { stroke: QUIET, strokeDasharray: "4 4" }),
      line(points, { ...channels, z: "name", stroke: colour }),
      dot(points, { ...channels, fill: colour, r: 2.5 }),
      text(endsOf(courses), {
        x: "seconds",
        y: "place",
        text: ({ name, perplexity }) => `${name}  ${perplexity.toFixed(1)}`,
        fill: colour,
        textAnchor: "start",
        dx: 8,
      }),
    ],
  });
  drawn.querySelector("style")?.remove(); // is for drawings within a page
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", "Validation perplexity over seconds of training");
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${drawn.outerHTML}\n`;
};

const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 1);

/** Where lines end, with a place for each label. */
const endsOf = (courses: QualityCourses["subjects"]) => {
  const points = courses.flatMap((course) => course.points);
  const logs = points.map(({ perplexity }) => Math.log(perplexity));
  const range = greatest(logs) - logs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const { width, height, marginLeft, marginRight } = SIZE;
  const seconds = greatest(points.map((point) => point.seconds));
  const reach = (LABEL.width * seconds) / (width - marginLeft - marginRight);
  const ends = courses.flatMap(({ name, points }) => {
    const end = points.at(-1);
    return end ? [{ run: name, step: end.seconds, perToken: Math.log(end.perplexity) }] : [];
  });
  return placeLabels(ends, { gap: (range * LABEL.height) / (height - 60), reach }).map(
    ({ run: name, step: seconds, perToken, label }) => ({
      ...{ name, seconds, perplexity: Math.exp(perToken), place: Math.exp(label) },
    }),
  );
};
