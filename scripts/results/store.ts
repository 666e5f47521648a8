import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { redrawn } from "./page.ts";
import { placed } from "./placed.ts";
import type { Row, Table } from "./table.ts";

const PAGES = ["results.md", "spherical.md", "collapse.md"].map(
  (page) => new URL(`../../docs/${page}`, import.meta.url),
);
const fileOf = (name: string) => new URL(`../../results/${name}.json`, import.meta.url);

/** What `results/NAME.json` holds. Throws for a name that is none of a table. */
export const tableOf = (name: string): Table => {
  if (existsSync(fileOf(name))) return JSON.parse(readFileSync(fileOf(name), "utf8"));
  const known = readdirSync(new URL("../../results", import.meta.url)).join(", ");
  throw new Error(`expected a table of results/; got ${name}, which is none of ${known}`);
};

/** Draws the tables of every page anew. */
export const draw = (): void => {
  for (const page of PAGES) writeFileSync(page, redrawn(readFileSync(page, "utf8"), tableOf));
};

/** Puts rows into a table, each in the place of that with the same label, draws it, and says which were there. */
export const add = (name: string, added: readonly Row[]): void => {
  let { rows } = tableOf(name);
  for (const row of added) {
    const next = placed(rows, row);
    rows = next.rows;
    const before = next.replaces ? ", in the place of the one before" : "";
    console.log(`results/${name}.json: ${row.label}${before}`);
  }
  keep(name, rows);
};

/** Makes these the rows of a table, and draws it. */
export const keep = (name: string, rows: readonly Row[]): void => {
  writeFileSync(fileOf(name), `${JSON.stringify({ ...tableOf(name), rows }, null, 2)}\n`);
  draw();
};
