import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { createRng } from "@textvae/core";
import { planKey, redisQueue } from "@textvae/sweep-queue";
import type { PlanLine } from "@textvae/sweeps";
import { startRedis } from "../packages/sweep-queue/test/redis-server.ts";
import { bytesOf, copiedSweep, plannedSweep, tableOf, trainPlan } from "../test/sweep-deaths.ts";
import { quickCommand } from "./quick-command.ts";

/*
 * `pnpm queue-proof [--repetitions 20]`: three workers take turns at 18 runs of a queue in Redis. One is killed by
 * -9 while it trains, one is stopped with its run past its lease, and wakes when another holds that run. Every run
 * then has ended once, and weights, metrics and the table are those of a serial sweep, byte for byte.
 */
const { values } = parseArgs({ options: { repetitions: { type: "string", default: "20" } } });
/** Seconds. */
const LEASE = 4;

const home = mkdtempSync(join(tmpdir(), "textvae-queue-"));
const command = await quickCommand();
const tell = (text: string) => process.stdout.write(`${text}\n`);

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The processes that a process has begun. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);

const trains = async (worker: ChildProcess): Promise<void> => {
  while (worker.exitCode === null && childrenOf(worker.pid as number).length === 0) await wait(20);
};

/** The run that a worker trains now; undefined between two. */
const runOf = (worker: ChildProcess, lines: readonly PlanLine[]): PlanLine | undefined => {
  const [run] = childrenOf(worker.pid as number);
  if (run === undefined || !existsSync(`/proc/${run}`)) return undefined;
  const words = readFileSync(`/proc/${run}/cmdline`, "utf8").split("\0");
  return lines[Number(words[words.indexOf("--index") + 1])];
};

/** The number of the last lease of a run; 0 before the first. */
const leaseOf = ({ run }: PlanLine): number => {
  const folder = join(run, "lease");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return Math.max(0, ...names.filter((name) => /^\d+$/.test(name)).map(Number));
};

const ended = (worker: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => worker.once("exit", resolve));

/** Stops a worker in the midst of a run until another holds it. Says which run it was. */
const outlived = async (
  worker: ChildProcess,
  lines: readonly PlanLine[],
  moment: number,
): Promise<string> => {
  for (;;) {
    const line = runOf(worker, lines);
    const before = line ? leaseOf(line) : 0;
    await wait(before > 0 ? moment : 10);
    if (!line || before === 0 || runOf(worker, lines) !== line) continue;
    const processes = [worker.pid as number, ...childrenOf(worker.pid as number)];
    for (const pid of processes) process.kill(pid, "SIGSTOP");
    const since = performance.now();
    while (leaseOf(line) === before && performance.now() - since < 120_000) await wait(50);
    for (const pid of processes) process.kill(pid, "SIGCONT");
    const [seconds, now] = [Math.round((performance.now() - since) / 1000), leaseOf(line)];
    return `${line.name} stood still for ${seconds} s, leases ${before} to ${now}`;
  }
};

const repetition = async (n: number): Promise<void> => {
  const { plan, lines } = copiedSweep(serial, join(home, `queue-${n}`));
  const redis = await startRedis();
  const [program, ...options] = command as [string, ...string[]];
  const work = [...options, "sweep", "work", plan, "--queue", redis.url, "--lease", `${LEASE}`];
  let said = "";
  const start = () => {
    const worker = spawn(program, work, { stdio: ["ignore", "ignore", "pipe"] });
    worker.stderr.on("data", (text) => (said += text));
    return worker;
  };
  const workers = [start(), start(), start()] as const;
  const ends = workers.map(ended);
  const [killed, frozen] = workers;
  await Promise.all([trains(killed), trains(frozen)]);
  const [first, second] = createRng(n).stream("deaths").uniforms(2) as unknown as [number, number];
  await wait(1500 * first);
  killed.kill("SIGKILL");
  const told = await outlived(frozen, lines, 400 * second);
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
    if (bytesOf(line) !== bytes[i]) wrong.push(`${line.name} is another`);
  }
  if (!isDeepStrictEqual(await tableOf({ plan, lines }), table)) wrong.push("the table is another");
  if (wrong.length > 0) {
    failed++;
    tell(said);
  }
  tell(`repetition ${n}: ${told}; ${wrong.join("; ") || "equal"}`);
  rmSync(join(home, `queue-${n}`), { recursive: true });
};

const serial = await plannedSweep(
  join(home, "serial"),
  ["kappa=10,20,40", "dim=3,4", "seed=1,2,3"],
  60,
);
await trainPlan(serial, { jobs: 1, command });
const bytes = serial.lines.map(bytesOf);
const table = await tableOf(serial);
tell(`${serial.lines.length} runs, one after the other`);
let failed = 0;
for (let n = 1; n <= Number(values.repetitions); n++) await repetition(n);
tell(`${failed} of ${values.repetitions} repetitions are wrong`);
rmSync(home, { recursive: true, force: true });
process.exitCode = failed > 0 ? 1 : 0;
