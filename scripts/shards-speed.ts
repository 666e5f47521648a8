// `pnpm shards-speed --run FOLDER [--file FILE --items 100] [--samples 100] [--jobs 2] [--parts 2] [--threads 1]
// [--pairs 5]`: how much faster processes that share an evaluation are than one, in pairs that take turns. Times are
// of whole commands, their start among them. What they print has to be the same to the last byte.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inPairs, timed } from "./speed-pairs.ts";

const { values } = parseArgs({
  options: {
    run: { type: "string" },
    file: { type: "string" },
    items: { type: "string", default: "100" },
    samples: { type: "string", default: "100" },
    jobs: { type: "string", default: "2" },
    parts: { type: "string" },
    threads: { type: "string", default: "1" },
    pairs: { type: "string", default: "5" },
  },
});
const { run, file, items, samples, jobs, parts = jobs, threads, pairs } = values;
if (run === undefined) throw new Error("Say which run by --run FOLDER");
const home = mkdtempSync(join(tmpdir(), "textvae-shards-"));

/** The first lines of a file, in a file of their own. */
const firstOf = (file: string): string => {
  const some = join(home, "items.txt");
  const lines = readFileSync(file, "utf8").split("\n").slice(0, Number(items));
  writeFileSync(some, `${lines.join("\n")}\n`);
  return some;
};

try {
  const of = file === undefined ? ["--split", "test"] : ["--file", firstOf(file)];
  const asked = ["evaluate", "--run", run, ...of, "--samples", samples, "--json"];
  inPairs({
    pairs: Number(pairs),
    names: [`one process of ${threads} threads`, `${jobs} of one`],
    one: () => timed(...asked, "--threads", threads),
    many: () => timed(...asked, "--threads", "1", "--jobs", jobs, "--parts", parts),
    same(one, many) {
      if (one.stdout !== many.stdout) throw new Error(`other numbers: ${one.stdout}${many.stdout}`);
    },
  });
} finally {
  rmSync(home, { recursive: true, force: true });
}
