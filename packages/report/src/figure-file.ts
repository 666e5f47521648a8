import type { Figure } from "./curves.ts";
import { COLOURS, escapeHtml } from "./html.ts";

const [WIDTH, HEIGHT, HEADING, EDGE] = [552, 260, 56, 16];

/** A figure as an SVG document of its own, with its title and its legend above it. */
export const figureFile = ({ title, legend, svg }: Figure): string => {
  // What styles a drawing in a page would stretch it here.
  const drawing = svg
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replace(/^<svg/, `<svg x="${EDGE}" y="${HEADING}"`);
  const names = legend.map(
    ([name, colour]) => `<tspan fill="var(${colour})">■</tspan> ${escapeHtml(name)}`,
  );
  const height = HEADING + HEIGHT + EDGE;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" fill="var(--ink)" color="var(--ink)"><style>${COLOURS}</style><rect width="100%" height="100%" fill="var(--paper)"/><text x="${EDGE}" y="24" font-size="14" font-weight="600">${escapeHtml(title)}</text><text x="${EDGE}" y="44" font-size="12">${names.join("  ")}</text>${drawing}</svg>\n`;
};
