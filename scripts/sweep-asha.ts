// `pnpm sweep-asha [--folder FOLDER]`: 27 runs of a small model on the State of the Union addresses, once with early
// stopping and once each to its end. Says how many stopped early, how many updates that saved, and whether the
// best of the full sweep was kept. What is there goes on.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { compareRuns } from "@textvae/runs/measures";
import { nodeStorage } from "@textvae/storage-node";
import {
  endOfSweep,
  type PlanLine,
  readPlan,
  recordsIn,
  runPlan,
  writePlan,
} from "@textvae/sweeps";
import { main } from "textvae";
import { COMMAND } from "../test/sweep-deaths.ts";

const { values } = parseArgs({ options: { folder: { type: "string", default: "runs/asha" } } });
const home = values.folder;
mkdirSync(home, { recursive: true });
const plan = join(home, "asha.jsonl");
const said = await main(
  `sweep plan --over learning-rate=log:1e-3..3e-2:3 --over dim=2,4,8 --over kappa=5,15,45
   --embedding 16 --hidden 24 --batch-size 16 --max-vocabulary 400 --max-length 12 --backend wasm
   --steps 90 --asha 10 --out ${plan} --run ${join(home, "early")}`.split(/\s+/),
);
if (said !== 0) process.exit(said);
const lines = readPlan(readFileSync(plan, "utf8"), plan);

const open = (folder: string) => nodeStorage(folder, { create: false });
const train = async (lines: readonly PlanLine[], plan: string) =>
  runPlan({
    ...{ lines, plan, jobs: 2, threads: 1, command: COMMAND, open },
    records: recordsIn(await nodeStorage(plan.replace(/jsonl$/, "state"))),
    onChange: ({ name, state, step }) => process.stderr.write(`${name} ${state} ${step}\n`),
  });
const records = await train(lines, plan);

// The same runs to their ends.
const full = join(home, "full.jsonl");
const whole = lines.map(({ early: _, ...line }) => ({
  ...line,
  run: join(home, "full", line.name),
}));
writeFileSync(full, writePlan(whole));
const ends = await train(whole, full);
if (ends.some(({ state }) => state !== "done")) throw new Error(JSON.stringify(endOfSweep(ends)));

const of = async ({ name, run }: PlanLine) => ({ name, folder: run, storage: await open(run) });
const { rows } = await compareRuns(await Promise.all(whole.map(of)));
const ranked = rows.toSorted((a, b) => (a.best?.nll ?? 0) - (b.best?.nll ?? 0));
const best = ranked[0]?.run as string;
const early = records.filter(({ state }) => state === "early");
const steps = records.reduce((sum, { step }) => sum + step, 0);
const kept = records.find(({ name }) => name === best)?.state === "done";
process.stdout.write(
  [
    `${early.length} of ${records.length} runs stopped early, after ${steps} of ${records.length * 90} updates`,
    `best of the full sweep: ${best}, valid NLL ${ranked[0]?.best?.nll.toFixed(3)}; kept: ${kept}`,
    ...ranked.slice(0, 5).map(({ run, best }) => `  ${run} ${best?.nll.toFixed(3)}`),
    "",
  ].join("\n"),
);
process.exitCode = kept && early.length >= 14 ? 0 : 1;
