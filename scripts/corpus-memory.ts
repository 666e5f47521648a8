// Memory and speed of `textvae train` on synthetic text of about 130 bytes a sentence, by the number of
// sentences: pnpm corpus:memory [SENTENCES …]
//
//   --starts N, --runs N   trains each size N times from nothing (1), each time with N starts (2): the first
//                          reads text, the others what it prepared. Prints peaks, seconds to the first step
//                          and tokens/s, and medians of several runs
//   --figure FILE.svg      draws the medians; sizes of docs/performance.md: 10000 100000 1000000 10000000
//   --for SECONDS          trains on the first size so long, and prints memory each minute
//   --against FOLDER       time to the first step of a later start, by a start of another checkout, in turn
//   --speeds               tokens/s of prepared text, by those of the same text in memory, in turn
//   --pairs N              of both of these (5)
//   --jsonl, --steps N, --checkout FOLDER   records in the place of lines; updates (20); another build
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { trainFor } from "./corpus-memory/for-long.ts";
import { writeSplit } from "./corpus-memory/synthetic.ts";
import { HEADING, measureStarts, type Row, type Text } from "./corpus-memory/table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    checkout: { type: "string", default: new URL("..", import.meta.url).pathname },
    jsonl: { type: "boolean", default: false },
    starts: { type: "string", default: "2" },
    runs: { type: "string", default: "1" },
    steps: { type: "string", default: "20" },
    pairs: { type: "string", default: "5" },
    figure: { type: "string" },
    for: { type: "string" },
    against: { type: "string" },
    speeds: { type: "boolean", default: false },
  },
});
const sizes = positionals.length > 0 ? positionals.map(Number) : [40_000, 400_000, 1_600_000];
const folder = mkdtempSync(join(tmpdir(), "textvae-memory-"));
process.on("SIGINT", () => process.exit(130));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const textOf = (sentences: number): Text => {
  const data = join(folder, String(sentences));
  for (const [split, count] of [
    ["train", sentences],
    ["valid", 1000],
    ["test", 1000],
  ] as const) {
    writeSplit(data, split, count, values.jsonl);
  }
  const { size } = statSync(join(data, values.jsonl ? "train.jsonl" : "train.txt"));
  return { data, sentences, bytes: size };
};

const checkout = resolve(values.checkout);
const reading = values.jsonl ? ["--field", "text"] : [];
const of = { checkout, reading, steps: Number(values.steps) };

if (values.for !== undefined) {
  const { data } = textOf(sizes[0] as number);
  await trainFor(Number(values.for), { ...of, data, run: join(folder, "run") });
} else if (values.against !== undefined || values.speeds) {
  const { compareFirstSteps, compareSpeeds } = await import("./corpus-memory/paired.ts");
  const pairs = Number(values.pairs);
  for (const size of sizes) {
    const { data } = textOf(size);
    console.log(`${size} sentences`);
    const run = join(folder, `run-${size}`);
    if (values.speeds) await compareSpeeds(pairs, of.steps, data);
    else await compareFirstSteps(pairs, resolve(values.against as string), { ...of, data, run });
    rmSync(data, { recursive: true });
  }
} else {
  console.log(HEADING);
  const rows: Row[] = [];
  for (const size of sizes) {
    const text = textOf(size);
    const how = { ...of, folder, starts: Number(values.starts), runs: Number(values.runs) };
    rows.push(...(await measureStarts(text, how)));
    rmSync(text.data, { recursive: true });
  }
  if (values.figure !== undefined) {
    const { memoryFigure } = await import("./corpus-memory/figure.ts");
    writeFileSync(values.figure, memoryFigure(rows));
  }
}
