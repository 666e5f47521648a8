import { TextvaeError } from "@textvae/core";
import { sha256 } from "@textvae/run-format";
import { type LineRecord, lineDigest, type PlanLine, type Records } from "@textvae/sweeps";
import {
  type AddOptions,
  type Ending,
  LOST,
  type QueuedRun,
  type QueueRecord,
  type SweepQueue,
} from "./queue.ts";
import { trainLine } from "./train-line.ts";

export interface WorkOnOptions extends AddOptions {
  /** File of the plan, and what it says. */
  readonly plan: string;
  readonly lines: readonly PlanLine[];
  /** What other commands read of the runs that are trained here. */
  readonly records: Records;
  /** What starts textvae; see `runLine`. */
  readonly command: readonly string[];
  readonly jobs: number;
  /** Threads of each run. */
  readonly threads?: number;
  /** Seconds that the lease of each run lasts. */
  readonly lease?: number;
  readonly by: { readonly host: string; readonly pid: number };
  readonly signal?: AbortSignal;
  readonly onChange?: (record: LineRecord) => void;
}

/** What tells the queue of a plan from those of others. */
export const planKey = async (lines: readonly PlanLine[]): Promise<string> => {
  const digests = await Promise.all(lines.map(lineDigest));
  return (await sha256(new TextEncoder().encode(digests.join()))).slice(0, 16);
};

/** The runs of a plan as a queue knows them. */
export const queuedRuns = (lines: readonly PlanLine[]): readonly QueuedRun[] =>
  lines.map(({ name }, index) => ({ name, index }));

/**
 * Puts the runs of a plan into its queue, and takes turns at them with whoever works on it, until none is left.
 * Gives what has become of each.
 *
 * Throws `OPTION` for a plan with early stopping, whose rungs one process has to compare, and `QUEUE`.
 */
export const workOn = async (
  queue: SweepQueue,
  { lines, records, by, jobs, signal, onChange, ...options }: WorkOnOptions,
): Promise<readonly QueueRecord[]> => {
  requireWhole(lines);
  const { plan, command, threads, lease, ...adding } = options;
  await queue.add(queuedRuns(lines), adding);
  const change = async (record: LineRecord) => {
    await records.write(record);
    onChange?.(record);
  };
  await queue.work({
    jobs,
    ...(signal && { signal }),
    async train(run, attempt) {
      const line = lines[run.index] as PlanLine;
      const known = { name: line.name, line: await lineDigest(line), tries: 1, by };
      await change({ ...known, state: "running", step: 0 });
      const ending = await trainLine(run, attempt, {
        ...{ plan, command, line: known.line },
        ...(threads !== undefined && { threads }),
        ...(lease !== undefined && { lease }),
      });
      // Where another has the run, what is known of it is that one's.
      if (ending.kind !== "held" && attempt.signal.reason !== LOST)
        await change({ ...known, ...stateOf(ending) });
      return ending;
    },
  });
  return queue.status();
};

const stateOf = (ending: Exclude<Ending, { kind: "held" }>) =>
  ending.kind === "failed"
    ? { state: "failed" as const, step: 0, error: ending.error }
    : { state: ending.kind, step: ending.step };

const requireWhole = (lines: readonly PlanLine[]): void => {
  if (!lines.some(({ early }) => early)) return;
  throw new TextvaeError("OPTION", "--queue", {
    expected: "a plan without early stopping",
    got: "one that compares its runs at rungs",
    hint: "Use textvae sweep run, or make the plan without --asha.",
  });
};

/** `kappa-20  running  step 120  on athens`, for people. */
export const describeQueued = ({ name, state, step, tries, by, error }: QueueRecord): string =>
  [
    name,
    state,
    step > 0 ? `step ${step}` : "",
    tries > 1 ? `${tries} tries` : "",
    by !== undefined && state !== "waiting" ? `on ${by}` : "",
    error ? `${error.code}: ${error.message}` : "",
  ]
    .filter(Boolean)
    .join("  ");
