import type { Storage } from "@textvae/core";
import { halving } from "./halving.ts";
import { lineDigest, type PlanLine } from "./plan-line.ts";
import type { LineRecord, Records } from "./records.ts";
import { isThere } from "./run-folder.ts";
import type { ProcessEvent } from "./run-process.ts";
import { type Persistence, type Retrying, runToEnd } from "./run-to-end.ts";
import { rungsOf } from "./rungs.ts";
import { inOrder, type Job, type Schedule } from "./schedule.ts";

export interface RunPlanOptions extends Retrying {
  readonly lines: readonly PlanLine[];
  /** File of the plan, for the processes. */
  readonly plan: string;
  /** Runs at once. */
  readonly jobs: number;
  readonly command: readonly string[];
  /** Threads of each; see {@link threadsEach}. */
  readonly threads?: number;
  readonly records: Records;
  /** Opens the folder of a run that is there, to read it. */
  readonly open: (folder: string) => Promise<Storage>;
  readonly signal?: AbortSignal;
  /** Told whenever a record changes. */
  readonly onChange?: (record: LineRecord) => void;
  /** Told of all that a run prints. */
  readonly onEvent?: (name: string, event: ProcessEvent) => void;
  /** Told of each process that trains a run. */
  readonly onProcess?: (name: string, pid: number) => void;
  /** Which lines; default all. */
  readonly only?: readonly number[];
}

/** Threads for each of some runs at once, so that together they have the cores of the machine. */
export const threadsEach = (cores: number, jobs: number): number =>
  Math.max(1, Math.floor(cores / jobs));

/**
 * Trains the runs of a plan, some at once, each in a process of its own. A process that dies is started
 * again after a while, a few times; what can't be trained is recorded with its error, and the others go on.
 * Runs that are done are left alone, so that the same call continues what was interrupted. Resolves with
 * the records of all, in the order of the plan.
 *
 * @throws {TextvaeError} `STORAGE` where a record can't be written, once all runs have stopped with checkpoints.
 *
 * @example
 * const records = recordsIn(await nodeStorage("sweeps/k.state"));
 * const open = (folder: string) => nodeStorage(folder, { create: false });
 * await runPlan({ lines, plan: "sweeps/k.jsonl", jobs: 2, command: ["textvae"], records, open });
 */
export const runPlan = async (options: RunPlanOptions): Promise<readonly LineRecord[]> => {
  const { lines, records, jobs, only } = options;
  const asked = only ?? lines.map((_, i) => i);
  const known = new Map<number, LineRecord>();
  for (const index of asked) known.set(index, await present(lines[index] as PlanLine, options));

  const schedule = scheduleOf(asked.map((index) => lines[index] as PlanLine));
  const change = async (index: number, changes: Partial<LineRecord>) => {
    const { error: _, by: __, ...before } = known.get(index) as LineRecord;
    const record = { ...before, ...changes };
    known.set(index, record);
    await records.write(record);
    options.onChange?.(record);
  };
  const stop = await stopping(options);
  try {
    await inParallel(jobs, schedule, stop, async (job) => {
      const index = asked[job.index] as number;
      const line = lines[index] as PlanLine;
      const record = known.get(index) as LineRecord;
      const at: Persistence = { line, index, record, change: (changes) => change(index, changes) };
      const value = await runToEnd(at, job.until, { ...options, signal: stop.signal });
      return value;
    });
  } finally {
    stop.end();
  }
  // Whatever still waits at a rung when nothing is left to be done was not among the best.
  if (!stop.signal.aborted) {
    for (const [index, { state }] of known) {
      if (state === "paused") await change(index, { state: "early" });
    }
  }
  return asked.map((index) => known.get(index) as LineRecord);
};

/** What is recorded of a run; that it waits where nothing is, or its folder is no more. */
const present = async (
  line: PlanLine,
  { records, open }: Pick<RunPlanOptions, "records" | "open">,
): Promise<LineRecord> => {
  const digest = await lineDigest(line);
  const found = await records.read(line.name, digest);
  if (!found || !(await isThere(open, line.run))) {
    return { name: line.name, line: digest, state: "waiting", step: 0, tries: 0 };
  }
  const { by: _, ...known } = found;
  return { ...known, tries: 0 };
};

const scheduleOf = (lines: readonly PlanLine[]): Schedule => {
  const [first] = lines;
  if (!first?.early) return inOrder(lines);
  const { early, config } = first;
  return halving({ count: lines.length, rungs: rungsOf(early, config), eta: early.eta });
};

/**
 * Does jobs of a schedule, so many at once, until there is none or it is to stop. The first error stops all others;
 * it is thrown once they have ended.
 */
const inParallel = async (
  jobs: number,
  schedule: Schedule,
  { signal, stop }: Pick<Stopping, "signal" | "stop">,
  work: (job: Job) => Promise<number | undefined>,
): Promise<void> => {
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  for (;;) {
    while (running.size < jobs && !signal.aborted) {
      const job = schedule.next();
      if (job === undefined || job === "wait") break;
      const done = work(job)
        .then((value) => schedule.ended({ job, ...(value !== undefined && { value }) }))
        .catch((error) => {
          errors.push(error);
          stop();
        })
        .finally(() => running.delete(done));
      running.add(done);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (errors.length > 0) throw errors[0];
};

const POLL = 1000;

interface Stopping {
  readonly signal: AbortSignal;
  stop(): void;
  end(): void;
}

/** A signal that fires where the caller's does, and where someone else asks the runs to stop. */
const stopping = async ({ signal, records }: RunPlanOptions): Promise<Stopping> => {
  const controller = new AbortController();
  const stop = () => controller.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  const before = await records.stopAsked();
  const timer = setInterval(async () => {
    // A storage that does not answer now is asked again.
    const now = await records.stopAsked().catch(() => before);
    // A request that is gone, with the folder that it stood in, is none.
    if (now !== undefined && now !== before) stop();
  }, POLL);
  timer.unref();
  const end = () => {
    clearInterval(timer);
    signal?.removeEventListener("abort", stop);
  };
  return { signal: controller.signal, stop, end };
};
