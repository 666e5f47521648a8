import type { Machine } from "../machine.ts";
import type { Learner } from "./learner.ts";
import type { QualityOptions } from "./options.ts";
import { arrivalAt, type Course, type Point } from "./race.ts";
import type { Schedule } from "./schedule.ts";

/** How long one took to a perplexity. */
export interface Arrival {
  readonly target: number;
  /** Whether an evaluation was below it. Where not, the numbers are those of its end, and bounds. */
  readonly reached: boolean;
  /** Wall time of its updates until then. */
  readonly seconds: number;
  readonly updates: number;
  /** How many times as long as textvae; absent where textvae never was below. */
  readonly times?: number;
}

/** How one trained, and how long it took. */
export interface QualityResult extends Course {
  readonly facts: Learner["facts"];
  readonly schedule: Schedule;
  /** Validation perplexity before the first update. */
  readonly start: number;
  readonly best: number;
  /** Scored tokens per second of training. */
  readonly tokensPerSecond: number;
  readonly arrivals: readonly Arrival[];
}

export interface QualityReport {
  readonly machine: Machine;
  /** Programs running on the machine before and after, this one included. */
  readonly load: { readonly before: number; readonly after: number };
  readonly options: QualityOptions;
  readonly corpus: {
    readonly name: string;
    readonly vocabulary: number;
    readonly train: { readonly sentences: number; readonly tokens: number };
    readonly valid: { readonly sentences: number; readonly tokens: number };
  };
  readonly subjects: readonly QualityResult[];
}

/** When a course came below each target, beside the first of all courses. */
export const arrivalsOf = (
  points: readonly Point[],
  first: readonly Point[],
  targets: readonly number[],
): Arrival[] =>
  targets.map((target) => {
    const found = arrivalAt(points, target);
    const { seconds, updates } = found ?? (points.at(-1) as Point);
    const ours = arrivalAt(first, target)?.seconds;
    return {
      target,
      reached: found !== undefined,
      seconds,
      updates,
      ...(ours !== undefined && { times: seconds / ours }),
    };
  });

/** What the points of a course say in all. */
export const summaryOf = (
  points: readonly Point[],
): Pick<QualityResult, "best" | "tokensPerSecond"> => {
  const { tokens, seconds } = points.at(-1) as Point;
  return {
    best: Math.min(...points.map(({ perplexity }) => perplexity)),
    tokensPerSecond: tokens / seconds,
  };
};
