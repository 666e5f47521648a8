import { axisX, axisY, dot, gridY, line, plot, text } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { Row } from "./table.ts";

const [QUIET, COLOURS] = ["#7d8590", ["#2f6fde", "#2b8a5b"]] as const;

/** Peaks of memory and tokens per second by the number of sentences, in one SVG document. */
export const memoryFigure = (rows: readonly Row[]): string => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const panels = [
    panel(document, rows, "peak", "peak memory, MB"),
    panel(document, rows, "tokensPerSecond", "tokens per second"),
  ].map((svg, i) => svg.replace(/^<svg/, `<svg x="${i * WIDTH}"`));
  const size = `width="${2 * WIDTH}" height="${HEIGHT}" viewBox="0 0 ${2 * WIDTH} ${HEIGHT}"`;
  const label = 'role="img" aria-label="Memory and speed of training by the number of sentences"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${label}>${panels.join("")}</svg>\n`;
};

const [WIDTH, HEIGHT] = [430, 260];

const panel = (
  document: unknown,
  rows: readonly Row[],
  y: "peak" | "tokensPerSecond",
  label: string,
): string => {
  const named = rows.map((row) => ({ ...row, name: row.start === 1 ? "first start" : "second" }));
  const last = named.filter(({ sentences }) => sentences === named.at(-1)?.sentences);
  const colour = (row: Row) => COLOURS[row.start - 1] ?? QUIET;
  const channels = { x: "sentences", y, stroke: colour } as const;
  const drawn = plot({
    document: document as Document,
    ...{ width: WIDTH, height: HEIGHT, marginLeft: 60, marginRight: 80 },
    style: { background: "none", fontSize: "12px", fontFamily: "system-ui, sans-serif" },
    x: { type: "log", label: "sentences" },
    y: { label, zero: true },
    marks: [
      gridY({ stroke: QUIET, strokeOpacity: 0.25 }),
      axisX({ tickSize: 0, color: QUIET, tickFormat: "~s" }),
      axisY({ tickSize: 0, color: QUIET }),
      line(named, { ...channels, z: "name" }),
      dot(named, { ...channels, fill: colour, r: 2.5 }),
      // Apart from each other where both are the same.
      ...[1, -1].map((side, i) =>
        text(
          last.filter(({ start }) => start === i + 1),
          {
            x: "sentences",
            y,
            text: "name",
            fill: colour,
            textAnchor: "start",
            dx: 8,
            dy: 7 * side,
          },
        ),
      ),
    ],
  });
  drawn.querySelector("style")?.remove(); // is for drawings within a page
  return drawn.outerHTML;
};
