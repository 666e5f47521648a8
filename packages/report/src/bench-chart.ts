import { axisFy, axisX, axisY, barX, gridX, plot, ruleX, text } from "@observablehq/plot";
import { parseHTML } from "linkedom";

const COLOURS: Readonly<Record<string, string>> = {
  wide: "#2f6fde",
  relaxed: "#2b8a5b",
  plain: "#8a6d1f",
  stock: "#7d8590",
};
const QUIET = "#7d8590";

/** What of a bench is drawn. */
export interface BenchSpeeds {
  readonly cases: readonly {
    readonly name: string;
    readonly measurements: readonly { readonly subject: string; readonly speed: number }[];
  }[];
  readonly baseline: string;
}

/** Speeds relative to the baseline as bars, a group for each case, in one SVG document. */
export const benchChart = ({ cases, baseline }: BenchSpeeds): string => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const bars = cases.flatMap(({ name, measurements }) =>
    measurements
      .filter(({ subject }) => subject !== baseline)
      .map(({ subject, speed }) => ({ case: name, subject, speed })),
  );
  const drawn = plot({
    document: document as unknown as Document,
    width: 860,
    height: 72 + bars.length * 17 + cases.length * 8,
    marginLeft: 70,
    marginRight: 120,
    marginBottom: 44,
    style: { background: "none", fontSize: "12px", fontFamily: "system-ui, sans-serif" },
    x: { label: `times as fast as ${baseline}`, domain: [0, 1.1 * fastest(bars)] },
    y: { label: null, domain: [...new Set(bars.map(({ subject }) => subject))] },
    fy: { label: null, domain: cases.map(({ name }) => name), padding: 0.15 },
    marks: [
      gridX({ stroke: QUIET, strokeOpacity: 0.25 }),
      axisX({ tickSize: 0, color: QUIET, labelAnchor: "center", labelOffset: 38 }),
      axisY({ tickSize: 0, color: QUIET }),
      axisFy({ tickSize: 0, color: QUIET }),
      barX(bars, {
        x: "speed",
        y: "subject",
        fy: "case",
        fill: (bar) => COLOURS[bar.subject] ?? QUIET,
      }),
      text(bars, {
        x: "speed",
        y: "subject",
        fy: "case",
        text: (bar) => bar.speed.toFixed(2),
        fill: QUIET,
        textAnchor: "start",
        dx: 6,
      }),
      ruleX([1], { stroke: QUIET, strokeDasharray: "4 4" }),
    ],
  });
  drawn.querySelector("style")?.remove(); // is for drawings within a page
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", `Speeds relative to ${baseline}`);
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${drawn.outerHTML}\n`;
};

const fastest = (bars: readonly { readonly speed: number }[]): number =>
  Math.max(1, ...bars.map(({ speed }) => speed));
