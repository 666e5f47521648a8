import {
  axisX,
  axisY,
  dot,
  gridX,
  gridY,
  line,
  type Markish,
  plot,
  ruleY,
  text,
} from "@observablehq/plot";
import { klToUniform } from "@textvae/prior-vmf";
import { parseHTML } from "linkedom";
import type { Row } from "../results/table.ts";
import { DIM } from "./concentrations.ts";

/** What a model of a fixed κ came to. */
interface Outcome {
  readonly kappa: number;
  readonly elbo: number;
  readonly weighted: number;
}

const QUIET = "#7d8590";
const WIDTHS = [8, 16, 32, 50, 100, 200];
const COLOURS = ["#9cc1f5", "#6ea3ee", "#2f6fde", "#1f53b0", "#153a7e", "#0c2350"];
const FROM = 1;
const TO = 500;
const SIZE = { width: 400, height: 320, marginLeft: 48, marginTop: 40, marginBottom: 44 } as const;

type Scores = { readonly scores: { readonly nll: number } } & {
  readonly weighted?: { readonly nll: number };
};

/** KL by κ and width of the code on the left; on the right what models of fixed κ came to. */
export const figureOf = (rows: readonly Row[]): string => {
  const scored = rows as readonly (Row & Scores)[];
  const outcomes = scored.flatMap(({ label, scores, weighted }): Outcome[] => {
    const [, kappa] = /^κ = (\d+)$/.exec(label) ?? [];
    return kappa && weighted
      ? [{ kappa: Number(kappa), elbo: scores.nll, weighted: weighted.nll }]
      : [];
  });
  const floor = scored.find(({ weighted }) => !weighted)?.scores.nll ?? 0;
  const [width, height] = [2 * SIZE.width + 40, SIZE.height];
  const right = models(outcomes, floor).replace("<svg", `<svg x="${SIZE.width + 40}"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="KL, concentration and dimension">${divergences()}${right}</svg>\n`;
};

/** Evenly spaced by their logarithms. */
const kappas = Array.from({ length: 80 }, (_, i) => FROM * (TO / FROM) ** (i / 79));

const divergences = (): string => {
  const points = WIDTHS.flatMap((d) =>
    kappas.map((kappa) => ({ d, kappa, kl: klToUniform(d, kappa) })),
  );
  const ends = WIDTHS.map((d) => ({ d, kappa: TO, kl: klToUniform(d, TO) }));
  const colour = ({ d }: { readonly d: number }) => COLOURS[WIDTHS.indexOf(d)];
  return panel("KL(vMF(μ, κ) ‖ uniform), nats, by d", [
    line(points, { x: "kappa", y: "kl", z: "d", stroke: colour, strokeWidth: 1.8 }),
    text(ends, { x: "kappa", y: "kl", text: ({ d }) => `${d}`, dx: 14, fill: colour }),
  ]);
};

const MEASURES = [
  { key: "elbo", name: "ELBO", colour: "#c2571a", side: -1 },
  { key: "weighted", name: "IW-100", colour: "#2f6fde", side: 1 },
] as const;

/** Nats above the language model up to which models are drawn: what lies near it is to be seen. */
const ABOVE = 6;

const models = (outcomes: readonly Outcome[], floor: number): string =>
  panel(
    `−log p(x), nats a sentence, d = ${DIM}`,
    [
      ruleY([floor], { stroke: QUIET, strokeDasharray: "5 4" }),
      text([{ kappa: TO, nll: floor }], {
        ...{ x: "kappa", y: "nll", text: () => "RNNLM", textAnchor: "end", dy: -8, fill: QUIET },
      }),
      ...MEASURES.flatMap(({ key, name, colour, side }) => {
        const shown = outcomes.filter((outcome) => outcome[key] < floor + ABOVE);
        return [
          line(shown, { x: "kappa", y: key, stroke: colour, strokeWidth: 1.8 }),
          dot(shown, { x: "kappa", y: key, fill: colour, r: 4 }),
          text(shown.slice(-1), {
            ...{
              x: "kappa",
              y: key,
              text: () => name,
              dx: 8 * side,
              textAnchor: side > 0 ? "start" : "end",
              fill: colour,
            },
          }),
        ];
      }),
    ],
    [floor - 1, floor + ABOVE],
  );

const panel = (
  title: string,
  marks: readonly Markish[],
  domain?: readonly [number, number],
): string => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawn = plot({
    document: document as unknown as Document,
    ...{ ...SIZE, marginRight: 56 },
    style: { background: "none", fontSize: "12px", fontFamily: "system-ui, sans-serif" },
    x: { type: "log", domain: [FROM, TO] },
    y: domain ? { domain } : {},
    marks: [
      gridX([1, 10, 100], { stroke: QUIET, strokeOpacity: 0.25 }),
      gridY({ stroke: QUIET, strokeOpacity: 0.25 }),
      axisX([1, 10, 100], {
        ...{ tickSize: 0, color: QUIET, label: "κ", labelAnchor: "center", labelArrow: "none" },
      }),
      axisY({ tickSize: 0, color: QUIET, label: null }),
      ...marks,
    ],
  });
  drawn.querySelector("style")?.remove(); // is for drawings within a page
  drawn.insertAdjacentHTML(
    "beforeend",
    `<text x="0" y="14" text-anchor="start" fill="${QUIET}">${title}</text>`,
  );
  return drawn.outerHTML;
};
