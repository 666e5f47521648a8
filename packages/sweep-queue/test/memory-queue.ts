import type { QueuedRun, QueueRecord, SweepQueue } from "../src/index.ts";

interface Entry {
  readonly run: QueuedRun;
  record: QueueRecord;
  priority: number;
  left: number;
  stop?: AbortController;
}

/** What several handles share, as they share a store. */
export type Shared = Map<string, Entry>;

/** A queue without a store, which has the laws of one: they are run on it where there is no Redis. */
export const memoryQueue = (shared: Shared, by: string): SweepQueue => {
  const waiting = () =>
    [...shared.values()]
      .filter(({ record }) => record.state === "waiting")
      .sort((a, b) => a.priority - b.priority)[0];
  const open = () =>
    [...shared.values()].some(({ record }) => ["waiting", "running"].includes(record.state));
  const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
  return {
    async add(runs, { priority = 0, tries = 4 } = {}) {
      for (const run of runs) {
        const known = shared.get(run.name);
        if (known && !["failed", "cancelled"].includes(known.record.state)) continue;
        const record = { ...run, state: "waiting", tries: 0, step: 0 } as const;
        shared.set(run.name, { run, record, priority, left: tries });
      }
    },
    status: async () => [...shared.values()].map(({ record }) => record),
    async cancel(names) {
      for (const name of names) {
        const entry = shared.get(name);
        if (!entry || entry.record.state === "done") continue;
        entry.record = { ...entry.record, state: "cancelled" };
        entry.stop?.abort();
      }
    },
    async work({ jobs, signal, train }) {
      const one = async () => {
        while (open() && !signal?.aborted) {
          const entry = waiting();
          if (!entry) {
            await pause();
            continue;
          }
          const stop = new AbortController();
          signal?.addEventListener("abort", () => stop.abort());
          Object.assign(entry, { stop, record: { ...entry.record, state: "running", by } });
          const tell = (step: number) => {
            entry.record = { ...entry.record, step };
          };
          const ending = await train(entry.run, { signal: stop.signal, tell });
          if (entry.record.state === "cancelled") continue;
          if (ending.kind === "done") {
            const { error: _, ...record } = entry.record;
            entry.record = { ...record, state: "done", step: ending.step };
          } else if (ending.kind === "failed") {
            entry.left = ending.again ? entry.left - 1 : 0;
            const { tries } = entry.record;
            const state = entry.left > 0 ? "waiting" : "failed";
            entry.record = { ...entry.record, state, tries: tries + 1, error: ending.error };
          } else {
            entry.record = { ...entry.record, state: "waiting" };
            await pause();
          }
        }
      };
      await Promise.all(Array.from({ length: jobs }, one));
    },
    close: async () => {},
  };
};
