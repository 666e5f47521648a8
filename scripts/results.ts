/*
 * The tables of docs/results.md and docs/spherical.md. What they hold stands in results/NAME.json, one file a table; no
 * number of theirs is typed by hand.
 *
 *   pnpm results add NAME --run RUN --label "vMF, κ = 35" --command "textvae train …"
 *   pnpm results draw
 *
 * `add` reads what `textvae diagnose --run RUN` kept, and takes the place of the row with the same
 * label. `draw` writes the tables between their marks on the pages.
 */
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { redrawn } from "./results/page.ts";
import { rowOf } from "./results/row.ts";
import type { Row, Table } from "./results/table.ts";

const PAGES = ["results.md", "spherical.md"].map(
  (page) => new URL(`../docs/${page}`, import.meta.url),
);
const fileOf = (name: string) => new URL(`../results/${name}.json`, import.meta.url);
const tableOf = (name: string): Table => JSON.parse(readFileSync(fileOf(name), "utf8"));

const draw = (): void => {
  for (const page of PAGES) writeFileSync(page, redrawn(readFileSync(page, "utf8"), tableOf));
};

const add = (name: string, row: Row): void => {
  const table = tableOf(name);
  const at = table.rows.findIndex(({ label }) => label === row.label);
  const rows = at < 0 ? [...table.rows, row] : table.rows.with(at, row);
  writeFileSync(fileOf(name), `${JSON.stringify({ ...table, rows }, null, 2)}\n`);
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    run: { type: "string" },
    label: { type: "string" },
    command: { type: "string", multiple: true, default: [] },
  },
});
const [verb, name] = positionals;
const { run, label, command: commands } = values;
if (verb === "add" && name && run && label) {
  add(name, await rowOf(run, { label, commands }));
  draw();
} else if (verb === "draw") {
  draw();
} else {
  process.stderr.write('expected "draw", or "add NAME --run RUN --label LABEL"\n');
  process.exitCode = 1;
}
