import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRng } from "@textvae/core";
import { planKey, redisQueue } from "@textvae/sweep-queue";
import { type PlanLine, readPlan } from "@textvae/sweeps";
import { startRedis } from "../packages/sweep-queue/test/redis-server.ts";
import { drawnCorpus } from "../test/drawn-corpus.ts";

/*
 * Three workers take turns at 18 runs of a queue in Redis. One is killed by -9 while it trains, one is stopped
 * with its run past its lease and wakes when another has gone on with it. Every run then has ended once, and
 * weights, metrics and the table are those of a serial sweep, byte for byte.
 *
 *   node --conditions=@textvae/source scripts/queue-proof.ts --repetitions 20
 */
const { values: asked } = parseArgs({
  options: {
    repetitions: { type: "string", default: "1" },
    seeds: { type: "string", default: "3" },
    steps: { type: "string", default: "12" },
    lease: { type: "string", default: "4" },
  },
});
const LEASE = Number(asked.lease);

const home = mkdtempSync(join(tmpdir(), "textvae-queue-"));
const command = [
  "--conditions=@textvae/source",
  join(import.meta.dirname, "../packages/cli/src/bin.ts"),
];
const textvae = (...words: readonly string[]): string =>
  execFileSync(process.execPath, [...command, ...words], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });

const planned = (name: string): { readonly plan: string; readonly lines: readonly PlanLine[] } => {
  const plan = join(home, `${name}.jsonl`);
  const flags = "--backend wasm --embedding 4 --hidden 6 --batch-size 10 --log-every 2";
  textvae(
    ...["sweep", "plan", "--over", "kappa=10,20,40", "--over", "dim=3,4", "--seeds", asked.seeds],
    ...[...flags.split(" "), "--steps", asked.steps, "--checkpoint-every", "3"],
    ...["--data", data, "--run", join(home, name), "--out", plan],
  );
  return { plan, lines: readPlan(readFileSync(plan, "utf8"), plan) };
};

/** What a run has come to, without when and where. */
const outcomeOf = ({ run }: PlanLine): string => {
  const checkpoints = readdirSync(join(run, "checkpoints")).sort();
  const files = ["weights.safetensors", "optimizer.safetensors"];
  const last = checkpoints.at(-1) as string;
  const bytes = files.map((name) => readFileSync(join(run, "checkpoints", last, name), "base64"));
  return [...checkpoints, ...bytes, readFileSync(join(run, "metrics.jsonl"), "utf8")].join("\n");
};

/** The table of a sweep, without the names of folders and the times. */
const tableOf = (plan: string, name: string): string => {
  const told = textvae("sweep", "table", plan, "--json").trim().replaceAll(join(home, name), "");
  const { plan: _, ...table } = JSON.parse(told);
  return JSON.stringify(table, (key, value) => (key === "tokensPerSecond" ? undefined : value));
};

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The processes that a process has begun. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);

const trains = async (worker: ChildProcess): Promise<void> => {
  while (worker.exitCode === null && childrenOf(worker.pid as number).length === 0) await wait(20);
};

const ended = (worker: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => worker.once("exit", resolve));

const repetition = async (n: number): Promise<readonly string[]> => {
  const name = `queue-${n}`;
  const { plan, lines } = planned(name);
  const redis = await startRedis();
  const rng = createRng(n).stream("deaths");
  const start = () =>
    spawn(
      process.execPath,
      [...command, "sweep", "work", plan, "--queue", redis.url, "--lease", `${LEASE}`],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
  const workers = [start(), start(), start()] as const;
  const ends = workers.map(ended);
  const [killed, frozen] = workers;
  await Promise.all([trains(killed), trains(frozen)]);
  await wait(1500 * (rng.uniforms(1)[0] as number));
  killed.kill("SIGKILL");
  const stopped = [frozen.pid as number, ...childrenOf(frozen.pid as number)];
  for (const pid of stopped) process.kill(pid, "SIGSTOP");
  await wait(4000 * LEASE);
  for (const pid of stopped) process.kill(pid, "SIGCONT");
  const codes = await Promise.all(ends);

  const queue = await redisQueue(redis.url, await planKey(lines));
  const records = await queue.status();
  await queue.close();
  await redis.stop();
  const wrong: string[] = [];
  if (codes[1] !== 0 || codes[2] !== 0) wrong.push(`exit codes ${codes}`);
  for (const { name, state } of records) if (state !== "done") wrong.push(`${name} is ${state}`);
  if (records.length !== lines.length) wrong.push(`${records.length} jobs`);
  for (const [i, line] of lines.entries()) {
    if (outcomeOf(line) !== outcomes[i]) wrong.push(`${line.name} is another`);
  }
  if (tableOf(plan, name) !== table) wrong.push("the table is another");
  const leases = lines.map(({ run }) => Number(readdirSync(join(run, "lease")).sort().at(-1)));
  console.log(`repetition ${n}: ${stopped.length} stopped, leases ${leases.join(" ")}`);
  return wrong;
};

const data = drawnCorpus(join(home, "corpus"), { train: 60, valid: 12, test: 12 });
const serial = planned("serial");
textvae("sweep", "run", serial.plan, "--jobs", "1");
const outcomes = serial.lines.map(outcomeOf);
const table = tableOf(serial.plan, "serial");
console.log(`${serial.lines.length} runs, one after the other`);
let failed = 0;
for (let n = 1; n <= Number(asked.repetitions); n++) {
  const wrong = await repetition(n);
  if (wrong.length > 0) failed++;
  console.log(
    wrong.length === 0 ? `repetition ${n}: equal` : `repetition ${n}: ${wrong.join("; ")}`,
  );
}
rmSync(home, { recursive: true, force: true });
process.exitCode = failed > 0 ? 1 : 0;
