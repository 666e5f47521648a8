/*
 * The tables of docs/results.md, docs/spherical.md and docs/collapse.md. What they hold stands in results/NAME.json,
 * one file a table; no number of theirs is typed by hand.
 *
 *   pnpm results add NAME --run RUN --label "vMF, κ = 35" --command "textvae train …"
 *   python3 scripts/hashing-baselines.py path/to/20ng | pnpm results rows hashing
 *   pnpm results draw
 *
 * `add` reads what `textvae diagnose --run RUN` kept, and takes the place of the row with the same
 * label. `rows` reads a row a line, of programs of others. `draw` writes the tables between their marks on the pages.
 */
import process from "node:process";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { rowOf } from "./results/row.ts";
import { add, draw } from "./results/store.ts";

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
  add(name, [await rowOf(run, { label, commands })]);
} else if (verb === "rows" && name) {
  const lines = (await text(process.stdin)).trim().split("\n");
  add(
    name,
    lines.map((line) => JSON.parse(line)),
  );
} else if (verb === "draw") {
  draw();
} else {
  process.stderr.write(
    'expected "draw", "add NAME --run RUN --label LABEL", or "rows NAME" < LINES\n',
  );
  process.exitCode = 1;
}
