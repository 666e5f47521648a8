import { TextvaeError } from "@textvae/core/options";
import type { ProcessError } from "@textvae/sweeps";
import type { Job } from "bullmq";
import { away, connect, inTime, loadPeers } from "./connect.ts";
import { CANCELLED, type JobData, progressOf } from "./job.ts";
import type { QueuedRun, QueueRecord, SweepQueue } from "./queue.ts";
import { redisWorker } from "./redis-worker.ts";
import { endsWithin } from "./waiting.ts";

export interface RedisQueueOptions {
  /** Who works here, in words, for others to read. */
  readonly by?: string;
  /** Milliseconds without a sign of life after which another worker takes a run over. Default 30 000. */
  readonly lease?: number;
  /** Milliseconds that the store has for an answer. Default 10 000. */
  readonly patience?: number;
}

/**
 * The runs of a plan as jobs of BullMQ on Redis or Valkey; `plan` tells it from other plans. A job is given
 * to another worker where the one that had it shows no sign of life. Both may then train for a while: the
 * lease of the run decides who writes.
 *
 * Throws `QUEUE` where bullmq and ioredis are not installed, or no store answers.
 *
 * @example
 * const queue = await redisQueue("redis://localhost:6379", "3f2a91");
 */
export const redisQueue = async (
  url: string,
  plan: string,
  { by = "a worker", lease = 30_000, patience = 10_000 }: RedisQueueOptions = {},
): Promise<SweepQueue> => {
  const { bullmq, Redis } = await loadPeers();
  const { connection, disconnect } = await connect(url, Redis, patience);
  const name = `textvae-${plan}`;
  const cancelled = `textvae:cancelled:${plan}`;
  const queue = new bullmq.Queue<JobData>(name, { connection });
  queue.on("error", () => {});
  const asked = <T>(promise: Promise<T>): Promise<T> =>
    inTime(url, promise, patience).catch((cause) => {
      throw away(url, cause);
    });
  const namesCancelled = async () => new Set(await asked(connection.smembers(cancelled)));

  const recordOf = async (
    job: Job<JobData>,
    stopped: ReadonlySet<string>,
  ): Promise<QueueRecord> => {
    const { name, index } = job.data;
    const { step = 0, by, error } = progressOf(job);
    const state = STATES[await asked(job.getState())] ?? "waiting";
    const told = state === "failed" ? (error ?? reasonOf(job)) : error;
    return {
      ...{ name, index, step, tries: job.attemptsMade },
      state: stopped.has(name) && state !== "done" ? "cancelled" : state,
      ...(by !== undefined && { by }),
      ...(told && state !== "done" && { error: told }),
    };
  };

  return {
    async add(runs, { priority = 0, tries = 4, delay = 1000 } = {}) {
      requirePriority(priority);
      if (runs.length > 0) await asked(connection.srem(cancelled, ...runs.map((run) => run.name)));
      for (const run of runs) {
        // A job that is there already is not replaced, whatever its state, and nothing says so.
        const known = await asked(queue.getJob(idOf(run)));
        if (known && (await asked(known.isFailed()))) {
          await asked(known.retry("failed", { resetAttemptsMade: true }));
        }
        if (known) continue;
        await asked(
          queue.add("run", run, {
            ...{ jobId: idOf(run), priority, attempts: tries },
            backoff: { type: "exponential", delay },
            // What has ended is the memory that it has.
            ...{ removeOnComplete: false, removeOnFail: false },
          }),
        );
      }
    },
    async status() {
      const stopped = await namesCancelled();
      const all = (await asked(queue.getJobs())) as (Job<JobData> | undefined)[];
      const jobs = all.flatMap((job) => (job ? [job] : []));
      const records = await Promise.all(jobs.map((job) => recordOf(job, stopped)));
      return records.sort((a, b) => a.index - b.index);
    },
    async cancel(names) {
      if (names.length > 0) await asked(connection.sadd(cancelled, ...names));
    },
    work: redisWorker({ bullmq, connection, queue, by, lease, patience, asked, namesCancelled }),
    async close() {
      await endsWithin(patience, queue.close());
      disconnect();
    },
  } satisfies SweepQueue;
};

/** Not of digits alone, and without ":", which BullMQ keeps for itself. */
const idOf = ({ index }: QueuedRun): string => `run-${index}`;

const STATES: Readonly<Record<string, QueueRecord["state"]>> = {
  active: "running",
  completed: "done",
  failed: "failed",
};

const reasonOf = ({ failedReason }: Job<JobData>): ProcessError =>
  failedReason === CANCELLED.code
    ? CANCELLED
    : { code: "QUEUE", message: failedReason ?? "no reason is known" };

const requirePriority = (priority: number): void => {
  if (Number.isInteger(priority) && priority >= 0 && priority <= 2_097_151) return;
  throw new TextvaeError("OPTION", "--priority", {
    expected: "a whole number from 0 to 2097151",
    got: String(priority),
  });
};
