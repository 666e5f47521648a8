import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** What `textvae train` took. */
export interface Training {
  /** Of memory, in MB. */
  readonly peak: number;
  /** Seconds from the start of the process to its first step. */
  readonly firstStep: number;
  /** The median over its steps. */
  readonly tokensPerSecond: number;
  /** The error that it ended with, if it did. */
  readonly error: string;
}

export interface TrainOptions {
  readonly checkout: string;
  readonly data: string;
  readonly run: string;
  readonly steps: number;
  /** Flags that say how the data is read. */
  readonly reading: readonly string[];
  /** Further flags. */
  readonly flags?: readonly string[];
}

const TINY =
  "--recipe nvrnn --dim 4 --embedding 8 --hidden 8 --kappa 20 --backend wasm --threads 1 --max-vocabulary 2000";

/** Loaded into the process: tells its memory each minute, and its peak as it ends, in kB. */
const TELL = `data:text/javascript,${encodeURIComponent(`
  import p from 'node:process';
  const peak = () => p.resourceUsage().maxRSS;
  const tell = () => p.stderr.write('\\nMEMORY ' + p.memoryUsage().rss / 1000 + ' ' + peak() + '\\n');
  setInterval(tell, 60_000).unref();
  p.on('exit', () => p.stderr.write('\\nPEAK ' + peak() + '\\n'));
`)}`;

/** Starts the command of a checkout on a tiny model; what it prints comes line by line. */
export const startTraining = (
  { checkout, data, run, steps, reading, flags = [] }: TrainOptions,
  onLine: (line: string) => void,
): ChildProcess => {
  const cli = join(checkout, "packages/cli/src/bin.ts");
  const node = ["--conditions=@textvae/source", `--import=${TELL}`, cli];
  const said = [...TINY.split(" "), "--steps", String(steps), "--evaluate-every", "1000000"];
  const argv = [...node, "train", ...said, "--data", data, "--run", run, ...reading, ...flags];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "ignore", "pipe"] });
  let rest = "";
  child.stderr.on("data", (piece) => {
    const lines = `${rest}${piece}`.split("\n");
    rest = lines.pop() as string;
    for (const line of lines) onLine(line);
  });
  return child;
};

/** Trains to the end. */
export const trainOnce = (options: TrainOptions): Promise<Training> =>
  new Promise((done, fail) => {
    const start = performance.now();
    const lines: string[] = [];
    let firstStep = Number.NaN;
    const child = startTraining({ ...options, flags: ["--log-every", "1"] }, (line) => {
      lines.push(line);
      if (Number.isNaN(firstStep) && /^step 1 /.test(line)) {
        firstStep = (performance.now() - start) / 1000;
      }
    });
    child.on("close", (code) => {
      const peak = lines.flatMap((line) => /^PEAK (\d+)/.exec(line)?.[1] ?? []).at(-1);
      const error = lines.find((line) => /^[A-Z_]+ {2}/.test(line)) ?? "";
      if (peak === undefined || (code !== 0 && error === "")) {
        return fail(new Error(lines.join("\n")));
      }
      const tokensPerSecond = error === "" ? median(speedsOf(options.run)) : Number.NaN;
      done({ peak: Number(peak) / 1000, firstStep, tokensPerSecond, error });
    });
  });

const speedsOf = (run: string): number[] =>
  readFileSync(join(run, "timings.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { tokensPerSecond: number }).tokensPerSecond);

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] as number) + (sorted[Math.ceil(half)] as number)) / 2;
};
