import { axisFx, axisY, barX, plot, text } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { formatted } from "./numbers.ts";

/** A number of a run, by what it measures. */
export interface Measured {
  readonly run: string;
  readonly measure: string;
  readonly value: number;
}

/** Read on light and on dark. */
const QUIET = "#7d8590";
const ROW = 26;
const HEAD = 30;

/** Runs side by side: a row of bars for each, a column for each measure, each on its own scale. */
export const measuresChart = (measured: readonly Measured[]): { svg: string; height: number } => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const most = new Map<string, number>();
  for (const { measure, value } of measured) {
    most.set(measure, Math.max(most.get(measure) ?? 0, value));
  }
  const bars = measured.map((bar) => ({ ...bar, part: bar.value / (most.get(bar.measure) || 1) }));
  const height = HEAD + ROW * new Set(measured.map(({ run }) => run)).size;
  const drawn = plot({
    document: document as unknown as Document,
    width: 860,
    height,
    marginLeft: 190,
    marginTop: HEAD,
    marginBottom: 0,
    style: { background: "none", fontSize: "12px", fontFamily: "system-ui, sans-serif" },
    x: { axis: null, domain: [0, 1.9] },
    y: { domain: [...new Set(measured.map(({ run }) => run))] },
    fx: { label: null, domain: [...most.keys()], padding: 0.08 },
    marks: [
      axisFx({ anchor: "top", label: null, color: QUIET }),
      axisY({ label: null, tickSize: 0, color: QUIET }),
      barX(bars, { fx: "measure", y: "run", x: "part", fill: "#2f6fde", fillOpacity: 0.75 }),
      text(bars, {
        fx: "measure",
        y: "run",
        x: "part",
        text: ({ value }) => formatted(value, value < 1000 ? 1 : 0),
        fill: QUIET,
        textAnchor: "start",
        dx: 4,
      }),
    ],
  });
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return { svg: drawn.outerHTML, height };
};
