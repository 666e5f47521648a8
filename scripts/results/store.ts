import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { redrawn } from "./page.ts";
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

/** Puts rows into a table, each in the place of that with the same label, and draws it. */
export const add = (name: string, added: readonly Row[]): void => {
  const rows = [...tableOf(name).rows];
  for (const row of added) {
    const at = rows.findIndex(({ label }) => label === row.label);
    rows.splice(at < 0 ? rows.length : at, at < 0 ? 0 : 1, row);
  }
  keep(name, rows);
};

/** Makes these the rows of a table, and draws it. */
export const keep = (name: string, rows: readonly Row[]): void => {
  writeFileSync(fileOf(name), `${JSON.stringify({ ...tableOf(name), rows }, null, 2)}\n`);
  draw();
};
