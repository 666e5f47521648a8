import type { PlanLine } from "./plan-line.ts";

/** What is done next: a run, and where it pauses. */
export interface Job {
  readonly index: number;
  /** Updates at which it pauses; absent where it goes to its end. */
  readonly until?: number;
}

/** How a job ended: with the number by which runs are compared, the lower the better, or without. */
export interface JobEnd {
  readonly job: Job;
  readonly value?: number;
}

/** The order in which the runs of a plan are trained. */
export interface Schedule {
  /** What is to be done now; "wait" until something that is being done has ended; undefined at the end. */
  next(): Job | "wait" | undefined;
  ended(end: JobEnd): void;
}

/** Each run once, in the order of the plan. */
export const inOrder = (lines: readonly PlanLine[]): Schedule => {
  let index = 0;
  return {
    next: () => (index < lines.length ? { index: index++ } : undefined),
    ended: () => {},
  };
};
