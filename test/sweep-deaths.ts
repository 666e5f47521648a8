import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import type { Rng } from "@textvae/core";
import { compareRuns } from "@textvae/runs/measures";
import { nodeStorage } from "@textvae/storage-node";
import { type LineRecord, type PlanLine, readPlan, recordsIn, runPlan } from "@textvae/sweeps";
import { drawnCorpus } from "./drawn-corpus.ts";
import { root } from "./packages.ts";

/** What starts the command from its sources. */
export const COMMAND: readonly string[] = [
  process.execPath,
  "--conditions=@textvae/source",
  join(root, "packages/cli/src/bin.ts"),
];

/** Runs textvae to its end; gives what it printed. */
export const textvae = (command: readonly string[], ...words: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const [program, ...first] = command as [string, ...string[]];
    const child = spawn(program, [...first, ...words], { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (bytes) => (out += bytes));
    child.on("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${words}: ${code}`)),
    );
  });

const SIZE =
  "--backend wasm --embedding 4 --hidden 6 --batch-size 10 --log-every 5 --evaluate-every 20 --checkpoint-every 8";

export interface Planned {
  readonly plan: string;
  readonly lines: readonly PlanLine[];
}

/** A plan of small runs, its folders below `home`. */
export const plannedSweep = async (
  home: string,
  over: readonly string[],
  steps: number,
): Promise<Planned> => {
  mkdirSync(home, { recursive: true });
  const plan = join(home, "k.jsonl");
  await textvae(
    COMMAND,
    ...["sweep", "plan", ...SIZE.split(" "), ...over.flatMap((axis) => ["--over", axis])],
    ...[
      "--steps",
      String(steps),
      "--data",
      drawnCorpus(join(home, "corpus"), { train: 60, valid: 10, test: 10 }),
    ],
    ...["--out", plan, "--run", join(home, "runs")],
  );
  return { plan, lines: readPlan(readFileSync(plan, "utf8"), plan) };
};

/** The same plan with folders of its own. */
export const copiedSweep = ({ plan }: Planned, home: string): Planned => {
  mkdirSync(home, { recursive: true });
  const [copy, runs] = [join(home, "k.jsonl"), join(dirname(plan), "runs")];
  const text = readFileSync(plan, "utf8").replaceAll(runs, join(home, "runs"));
  writeFileSync(copy, text);
  return { plan: copy, lines: readPlan(text, copy) };
};

export interface Trained {
  readonly records: readonly LineRecord[];
  readonly kills: number;
  /** Times that a run was recorded as done. */
  readonly ends: ReadonlyMap<string, number>;
}

/** Which processes die, and how many at most. */
export interface Deaths {
  readonly rng: Rng;
  readonly share: number;
  readonly most?: number;
}

/** Trains a plan, so many runs at once, and kills a process now and then. */
export const trainPlan = async (
  { plan, lines }: Planned,
  {
    jobs,
    deaths,
    command = COMMAND,
  }: { readonly jobs: number; readonly deaths?: Deaths; readonly command?: readonly string[] },
): Promise<Trained> => {
  const records = recordsIn(await nodeStorage(plan.replace(/jsonl$/, "state")));
  const ends = new Map<string, number>();
  let [aimed, kills] = [0, 0];
  const found = await runPlan({
    ...{ lines, plan, jobs, records, command, threads: 1, delay: 50, tries: 1000 },
    open: (folder) => nodeStorage(folder, { create: false }),
    onChange({ name, state }) {
      if (state === "done") ends.set(name, (ends.get(name) ?? 0) + 1);
    },
    onProcess(_, pid) {
      if (!deaths || (deaths.rng.uniforms(1)[0] as number) > deaths.share) return;
      if (++aimed > (deaths.most ?? Infinity)) return;
      const wait = 3000 * (deaths.rng.uniforms(1)[0] as number) ** 2;
      setTimeout(() => {
        try {
          process.kill(pid, "SIGKILL");
          kills++;
        } catch {
          // It had ended.
        }
      }, wait);
    },
  });
  return { records: found, kills, ends };
};

/** The same by the command, which is killed itself so many times; its runs end with checkpoints then. */
export const killedCommand = async (
  command: readonly string[],
  plan: string,
  rng: Rng,
  times: number,
): Promise<void> => {
  const [program, ...first] = command as [string, ...string[]];
  for (let time = 0; time < times; time++) {
    const child = spawn(program, [...first, "sweep", "run", plan, "--jobs", "2"], {
      stdio: "ignore",
    });
    const exited = new Promise((resolve) => child.once("exit", resolve));
    const timer = setTimeout(
      () => child.kill("SIGKILL"),
      2000 + 8000 * (rng.uniforms(1)[0] as number),
    );
    await exited;
    clearTimeout(timer);
  }
  await textvae(command, "sweep", "run", plan, "--jobs", "2");
};

/** All of a run that must not depend on deaths: weights, optimiser and metrics, byte for byte. */
export const bytesOf = ({ run }: Pick<PlanLine, "run">): string => {
  const steps = join(run, "checkpoints");
  const last = join(steps, readdirSync(steps).at(-1) as string);
  const files = ["weights", "optimizer"].map((name) => join(last, `${name}.safetensors`));
  return [...files, join(run, "metrics.jsonl")].map((file) => readFileSync(file, "hex")).join("\n");
};

/** The table of a plan without speeds, which are no result. */
export const tableOf = async ({ lines }: Planned): Promise<unknown> => {
  const open = async ({ name, run }: PlanLine) => ({
    ...{ name, folder: run, storage: await nodeStorage(run, { create: false }) },
  });
  const { rows, differences } = await compareRuns(await Promise.all(lines.map(open)));
  return [rows.map(({ tokensPerSecond: _, ...row }) => row), differences];
};
