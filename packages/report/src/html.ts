import { printable } from "./printable.ts";

/** Text as HTML shows it literally. */
export const escapeHtml = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

export const table = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const cells = (row: readonly string[], tag: string) =>
    `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  return `<div class="wide"><table><thead>${cells(header, "th")}</thead><tbody>${rows
    .map((row) => cells(row, "td"))
    .join("")}</tbody></table></div>`;
};

/** Colours by day and by night. */
export const COLOURS = `
:root { --paper: #fff; --ink: #1b1f24; --quiet: #626b76; --line: #e4e7eb; --panel: #f7f8fa;
  --blue: #2f6fde; --orange: #d9730d; --green: #2b8a5b; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171b; --ink: #e6e9ed; --quiet: #97a1ad; --line: #2a3038; --panel: #1b2026;
    --blue: #6ea0ff; --orange: #f0a04b; --green: #58c08c; }
}
`;

export const STYLE: string = `${COLOURS}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 2rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; } header p, .quiet { color: var(--quiet); margin: .35rem 0; }
h2 { font-size: 1.05rem; margin: 2.25rem 0 .75rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr));
  gap: 1rem; margin-top: 2rem; }
figure { margin: 0; padding: .9rem 1rem .5rem; border: 1px solid var(--line); border-radius: 10px; }
figcaption { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .85rem; }
figcaption span { color: var(--quiet); }
figcaption i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: .4em; }
figcaption i.dashed { width: 14px; height: 0; border-radius: 0; border-top: 2px dashed; vertical-align: middle; }
svg { width: 100%; height: auto; }
.figures > :last-child:nth-child(odd) { grid-column: 1 / -1; }
.figures > :last-child:nth-child(odd) svg { max-height: 480px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem 1.25rem .35rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
th { color: var(--quiet); font-weight: 500; font-size: .85rem; }
summary { cursor: pointer; } summary h2 { display: inline-block; }
ol { padding-left: 1.6rem; } li { margin: .2rem 0; }
pre { background: var(--panel); border-radius: 10px; padding: 1rem; overflow-x: auto; font-size: 12.5px;
  white-space: pre-wrap; }
@media (max-width: 560px) {
  th, td { padding-right: .6rem; } td { font-size: .9rem; } pre { white-space: pre; }
  figure svg, figure svg text { font-size: 15px !important; }
}
`;
