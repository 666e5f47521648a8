import { arrow, axisX, axisY, dot, gridX, plot, tickX } from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Perplexities of one column of the published table. */
export interface Corpus {
  readonly label: string;
  readonly rnnlm: number;
  readonly gaussian: number;
  readonly vmf: number;
  /** Of the von Mises-Fisher model, charged for what its decoder reads. */
  readonly bound: number;
}

const [QUIET, VMF] = ["#7d8590", "#c2571a"];
const DOTS = [
  { key: "gaussian", name: "Gaussian", colour: "#2f6fde", filled: true },
  { key: "vmf", name: "vMF, published", colour: VMF, filled: false },
  { key: "bound", name: "vMF, charged for what it decodes", colour: VMF, filled: true },
] as const;

/** Published perplexities as dots, an arrow from what was printed to what a bound would be. */
export const spread = (corpora: readonly Corpus[]): string => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const dots = corpora.flatMap((corpus) =>
    DOTS.map(({ key, name, ...look }) => ({ ...look, name, ppl: corpus[key], of: corpus.label })),
  );
  const drawn = plot({
    document: document as unknown as Document,
    ...{
      width: 760,
      height: 300,
      marginLeft: 170,
      marginRight: 30,
      marginTop: 34,
      marginBottom: 44,
    },
    style: { background: "none", fontSize: "12px", fontFamily: "system-ui, sans-serif" },
    x: { type: "log", domain: [40, 700], label: "perplexity, test split" },
    y: { label: null, domain: corpora.map(({ label }) => label) },
    marks: [
      gridX([50, 100, 200, 400], { stroke: QUIET, strokeOpacity: 0.25 }),
      axisX([50, 100, 200, 400], {
        tickSize: 0,
        color: QUIET,
        labelAnchor: "center",
        labelOffset: 38,
      }),
      axisY({ tickSize: 0, color: QUIET }),
      tickX(corpora, { x: "rnnlm", y: "label", stroke: QUIET, strokeWidth: 3, inset: 8 }),
      arrow(corpora, {
        x1: "vmf",
        x2: "bound",
        y: "label",
        stroke: VMF,
        insetStart: 7,
        insetEnd: 9,
        headLength: 6,
      }),
      dot(dots, {
        ...{ x: "ppl", y: "of", r: 5, stroke: "colour", strokeWidth: 1.5 },
        fill: ({ filled, colour }: (typeof dots)[number]) => (filled ? colour : "none"),
      }),
    ],
  });
  drawn.querySelector("style")?.remove(); // is for drawings within a page
  const names = DOTS.map(
    ({ name, colour, filled }) => `<tspan fill="${colour}">${filled ? "●" : "○"}</tspan> ${name}`,
  );
  const legend = `<text x="170" y="18" text-anchor="start" fill="${QUIET}">▎RNNLM   ${names.join("   ")}</text>`;
  drawn.insertAdjacentHTML("beforeend", legend);
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", "Published perplexities, and what a bound would be");
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${drawn.outerHTML}\n`;
};
