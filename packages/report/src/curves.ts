import { axisX, axisY, dot, gridY, line, plot, ruleY } from "@observablehq/plot";
import type { History, Point } from "@textvae/runs/measures";
import { parseHTML } from "linkedom";

/** A drawn chart and what it shows. */
export interface Figure {
  readonly title: string;
  /** Series by name with the CSS variable of its colour, and whether its line is dashed. */
  readonly legend: readonly (readonly [name: string, colour: string, dashed?: boolean])[];
  readonly svg: string;
}

interface Series {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly Point[];
  /** The member of each point that is drawn. */
  readonly value: string;
  readonly dots?: boolean;
}

/** What the curves of a run are of. */
export interface CurveNames {
  readonly item: "sentence" | "document";
  /** What training calls its divergence. Default KL. */
  readonly divergence?: string | undefined;
  /** Perplexity of the unigram model of train on the validation split, drawn across as what must be beaten. */
  readonly unigram?: number | undefined;
}

/**
 * The curves of a run, those of which anything was recorded. Evaluations that measured another
 * divergence than training are left out of its figure.
 */
export const curves = (
  { training, evaluations, timings }: History,
  { item, divergence = "KL", unigram }: CurveNames,
): Figure[] => {
  const measured = evaluations.filter(
    ({ divergenceName = divergence }) => divergenceName === divergence,
  );
  return [
    // Batches are of like lengths, so that training per item saw-tooths: it is drawn per token.
    figure("Reconstruction, nats per token", bothSplits(training, evaluations, "perToken"), {
      ...(unigram !== undefined && { level: Math.log(unigram) }),
    }),
    figure(`Validation NLL, nats per ${item}`, [
      { name: "validation", colour: "--orange", points: evaluations, value: "nll", dots: true },
    ]),
    figure(`${divergence} per ${item}, nats`, bothSplits(training, measured, "divergence"), {
      fromZero: true,
    }),
    figure(
      "Validation perplexity",
      [{ name: "validation", colour: "--orange", points: evaluations, value: "ppl", dots: true }],
      { ...(unigram !== undefined && { level: unigram }) },
    ),
    figure(
      `Weight of the ${divergence}`,
      [{ name: "weight", colour: "--green", points: training, value: "weight" }],
      { fromZero: true },
    ),
    figure("Tokens per second", [
      { name: "training", colour: "--green", points: timings, value: "tokensPerSecond" },
    ]),
  ].filter((drawn) => drawn !== undefined);
};

const bothSplits = (
  training: readonly Point[],
  evaluations: readonly Point[],
  value: string,
): Series[] => [
  { name: "training", colour: "--blue", points: training, value },
  { name: "validation", colour: "--orange", points: evaluations, value, dots: true },
];

interface Frame {
  readonly fromZero?: boolean;
  /** The unigram model's number. */
  readonly level?: number;
}

const figure = (
  title: string,
  all: readonly Series[],
  { fromZero = false, level }: Frame = {},
): Figure | undefined => {
  const series = all.filter(({ points }) => points.length > 0);
  if (series.length === 0) return undefined;
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawn = plot({
    document: document as unknown as Document,
    ariaLabel: title,
    width: 520,
    height: 260,
    marginLeft: 56,
    marginBottom: 36,
    style: { background: "none", fontSize: "11px", overflow: "visible" },
    x: { label: "step" },
    y: { label: null, nice: true, zero: fromZero },
    marks: [
      gridY({ stroke: "var(--line)", strokeOpacity: 1 }),
      axisX({ ticks: 6, tickSize: 0, color: "var(--quiet)" }),
      axisY({ ticks: 5, tickSize: 0, color: "var(--quiet)" }),
      ruleY(fromZero ? [0] : [], { stroke: "var(--line)" }),
      ruleY(level === undefined ? [] : [level], {
        stroke: "var(--quiet)",
        strokeDasharray: "5 4",
      }),
      ...series.flatMap(marksOf),
    ],
  });
  return {
    title,
    legend: [
      ...series.map(({ name, colour }) => [name, colour] as const),
      ...(level === undefined ? [] : [["unigram model", "--quiet", true] as const]),
    ],
    svg: drawn.outerHTML,
  };
};

const marksOf = ({ points, value, colour, dots }: Series) => {
  const channels = { x: "step", y: value };
  const stroke = `var(${colour})`;
  return [
    line(points, { ...channels, stroke, strokeWidth: 1.8 }),
    ...(dots || points.length === 1 ? [dot(points, { ...channels, fill: stroke, r: 2.5 })] : []),
  ];
};
