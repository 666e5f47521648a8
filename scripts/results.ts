/*
 * The tables of docs/results.md, docs/spherical.md and docs/collapse.md. What they hold stands in results/NAME.json,
 * one file a table; no number of theirs is typed by hand.
 *
 *   pnpm results add NAME --run RUN --label "vMF, κ = 35" --command "textvae train …"
 *   python3 scripts/hashing-baselines.py path/to/20ng | pnpm results rows hashing
 *   pnpm results draw
 *
 * `add` reads what `textvae diagnose --run RUN` kept, and takes the place of the row with the same label; a row of
 * other text than the rest is refused. `rows` reads a row a line, of programs of others. Both draw the tables between
 * their marks on the pages, as `draw` does by itself.
 */
import process from "node:process";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { rowOf } from "./results/row.ts";
import { add, draw } from "./results/store.ts";

const USAGE = `pnpm results add NAME --run RUN --label LABEL [--command COMMAND …]
pnpm results rows NAME < LINES
pnpm results draw

NAME is a file of results/ without its .json; a table begins as one with "of", "columns" and "rows": [].
`;

const asked = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      run: { type: "string" },
      label: { type: "string" },
      command: { type: "string", multiple: true, default: [] },
      help: { type: "boolean" },
    },
  });

const answer = async (): Promise<void> => {
  const { positionals, values } = asked();
  const [verb, name] = positionals;
  const { run, label, command: commands, help } = values;
  if (help) process.stdout.write(USAGE);
  else if (verb === "add" && name && run && label) {
    add(name, [await rowOf(run, { label, commands })]);
  } else if (verb === "rows" && name) {
    const lines = (await text(process.stdin)).trim().split("\n");
    add(
      name,
      lines.map((line) => JSON.parse(line)),
    );
  } else if (verb === "draw") draw();
  else throw new Error("expected add, rows or draw, with all that they need");
};

await answer().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 1;
});
