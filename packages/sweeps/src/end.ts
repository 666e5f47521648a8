import type { LineRecord } from "./records.ts";
import type { ProcessError } from "./run-process.ts";

/** What a sweep has come to. */
export interface SweepEnd {
  /** Runs of each state. */
  readonly counts: Readonly<Partial<Record<LineRecord["state"], number>>>;
  readonly failed: number;
  /** Whether it was told to stop before its end. */
  readonly stopped: boolean;
  readonly errors: readonly { readonly name: string; readonly error: ProcessError }[];
}

/** Sums up the records of a sweep. */
export const endOfSweep = (records: readonly LineRecord[]): SweepEnd => {
  const counts: Partial<Record<LineRecord["state"], number>> = {};
  for (const { state } of records) counts[state] = (counts[state] ?? 0) + 1;
  const errors = records.flatMap(({ name, state, error }) =>
    state === "failed" && error ? [{ name, error }] : [],
  );
  const stopped = records.some(({ state }) => OPEN.has(state));
  return { counts, failed: counts.failed ?? 0, stopped, errors };
};

const OPEN: ReadonlySet<LineRecord["state"]> = new Set(["stopped", "waiting", "running", "paused"]);
