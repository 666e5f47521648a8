// `pnpm shards-speed --run FOLDER [--file FILE --items 100] [--samples 100] [--jobs 2] [--threads 1] [--pairs 5]`: how
// much faster processes that share an evaluation are than one, in pairs that take turns. Times are of whole
// commands, their start among them. What they print has to be the same to the last byte.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { COMMAND } from "../test/sweep-deaths.ts";

const { values } = parseArgs({
  options: {
    run: { type: "string" },
    file: { type: "string" },
    items: { type: "string", default: "100" },
    samples: { type: "string", default: "100" },
    jobs: { type: "string", default: "2" },
    threads: { type: "string", default: "1" },
    pairs: { type: "string", default: "5" },
  },
});
const { run, file, items, samples, jobs, threads, pairs } = values;
if (run === undefined) throw new Error("Say which run by --run FOLDER");
const home = mkdtempSync(join(tmpdir(), "textvae-shards-"));

/** The first lines of a file, in a file of their own. */
const firstOf = (file: string): string => {
  const some = join(home, "items.txt");
  const lines = readFileSync(file, "utf8").split("\n").slice(0, Number(items));
  writeFileSync(some, `${lines.join("\n")}\n`);
  return some;
};
const of = file === undefined ? ["--split", "test"] : ["--file", firstOf(file)];
const asked = ["evaluate", "--run", run, ...of, "--samples", samples, "--json"];

const timed = (...words: readonly string[]) => {
  const [program, ...first] = COMMAND as [string, ...string[]];
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program, [...first, ...asked, ...words], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${words}: ${stdout.slice(-500)}${stderr.slice(-500)}`);
  return { seconds: (performance.now() - start) / 1000, stdout };
};

try {
  const alone = () => timed("--threads", threads);
  const shared = () => timed("--threads", "1", "--jobs", jobs);
  const ratios: number[] = [];
  for (let pair = 1; pair <= Number(pairs); pair++) {
    // Who goes first in a pair goes second in the next.
    const second = pair % 2 === 0 ? shared() : undefined;
    const one = alone();
    const many = second ?? shared();
    if (one.stdout !== many.stdout) throw new Error(`other numbers: ${one.stdout}${many.stdout}`);
    ratios.push(one.seconds / many.seconds);
    process.stdout.write(
      `one process of ${threads} threads ${one.seconds.toFixed(1)} s, ${jobs} of one ${many.seconds.toFixed(1)} s: ${ratios.at(-1)?.toFixed(2)} x\n`,
    );
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]?.toFixed(2);
  process.stdout.write(
    `median ${median} x, ${sorted[0]?.toFixed(2)} to ${sorted.at(-1)?.toFixed(2)}; the same numbers; load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores\n`,
  );
} finally {
  rmSync(home, { recursive: true, force: true });
}
