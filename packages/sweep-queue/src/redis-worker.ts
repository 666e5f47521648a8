import type { Job, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { CANCELLED, type JobData, type Progress, progressOf } from "./job.ts";
import { type Ending, LOST, type SweepQueue } from "./queue.ts";
import { after, endsWithin } from "./waiting.ts";

interface Means {
  readonly bullmq: typeof import("bullmq");
  readonly connection: Redis;
  readonly queue: Queue<JobData>;
  readonly by: string;
  readonly lease: number;
  readonly patience: number;
  /** Waits for the store in bounded time. */
  asked<T>(promise: Promise<T>): Promise<T>;
  namesCancelled(): Promise<ReadonlySet<string>>;
}

/** Milliseconds between two looks at what is left, and at what was cancelled. */
const LOOK = 500;

/** Milliseconds after which a run is asked again that another process held. */
const HELD = 3000;

/** A number that is never reached: a run ends by its tries, not by the deaths of workers. */
const STALLED = 1_000_000;

/** `work` of a queue in Redis. */
export const redisWorker =
  (means: Means): SweepQueue["work"] =>
  async ({ jobs, signal, train }) => {
    const { bullmq, connection, queue, by, lease, patience, asked, namesCancelled } = means;
    const running = new Map<string, { readonly name: string; readonly stop: AbortController }>();
    const stopAll = () => {
      for (const { stop } of running.values()) stop.abort();
    };

    const process = async (job: Job<JobData>, token?: string): Promise<{ step: number }> => {
      const { id = "", data } = job;
      const end = endsOf(means, job, token);
      if (signal?.aborted) return end.later(0);
      if ((await namesCancelled()).has(data.name)) throw end.forGood(CANCELLED.code);
      const stop = new AbortController();
      running.set(id, { name: data.name, stop });
      const tell = (progress: Omit<Progress, "by">) =>
        job.updateProgress({ ...progress, by }).catch(() => {}); // the next one tells
      void tell({ step: 0 });
      const attempt = { signal: stop.signal, tell: (step: number) => void tell({ step }) };
      const ending = await train(data, attempt).finally(() => running.delete(id));
      return settled(ending, end, tell);
    };
    const worker = new bullmq.Worker<JobData>(queue.name, process, {
      ...{ connection, concurrency: jobs, lockDuration: lease, stalledInterval: lease },
      maxStalledCount: STALLED,
    });
    worker.on("error", () => {});
    // Whoever has the job now trains it; the lease of the run would end this one anyway.
    worker.on("lockRenewalFailed", (ids) => {
      for (const id of ids) running.get(id)?.stop.abort(LOST);
    });

    signal?.addEventListener("abort", stopAll, { once: true });
    try {
      while (!signal?.aborted) {
        await after(LOOK);
        const cancelled = await namesCancelled();
        for (const { name, stop } of running.values()) if (cancelled.has(name)) stop.abort();
        const counts = await asked(
          queue.getJobCounts("waiting", "active", "delayed", "prioritized"),
        );
        if (Object.values(counts).every((count) => count === 0)) return;
      }
    } finally {
      stopAll();
      signal?.removeEventListener("abort", stopAll);
      while (running.size > 0) await after(20);
      // Where the store is away, this ends with its connections.
      await endsWithin(patience, worker.close());
    }
  };

/** The ways in which a try of a job can end. */
interface Ends {
  readonly job: Job<JobData>;
  /** Gives the job back, to be taken after so many milliseconds by anyone; no try is spent. */
  later(wait: number): Promise<never>;
  /** What no further try would mend. */
  forGood(reason: string): Error;
  isCancelled(): Promise<boolean>;
}

const endsOf = ({ bullmq, namesCancelled }: Means, job: Job<JobData>, token?: string): Ends => ({
  job,
  async later(wait) {
    await job.moveToDelayed(Date.now() + wait, token);
    throw new bullmq.DelayedError();
  },
  forGood: (reason) => new bullmq.UnrecoverableError(reason),
  isCancelled: async () => (await namesCancelled()).has(job.data.name),
});

/** Tells the queue how a try ended, by what it returns or by what it throws. */
const settled = async (
  ending: Ending,
  { job, later, forGood, isCancelled }: Ends,
  tell: (progress: Omit<Progress, "by">) => Promise<void>,
): Promise<{ step: number }> => {
  if (ending.kind === "done") {
    await tell({ step: ending.step });
    return { step: ending.step };
  }
  if (await isCancelled()) throw forGood(CANCELLED.code);
  if (ending.kind === "stopped") return later(0);
  if (ending.kind === "held") return later(HELD);
  const { error, again } = ending;
  await tell({ step: progressOf(job).step ?? 0, error });
  throw again ? new Error(error.code) : forGood(error.code);
};
