import type { Machine } from "./machine.ts";
import type { Sizes } from "./sizes.ts";
import type { Clock } from "./subjects/clock.ts";
import type { Subject } from "./subjects/subject.ts";

/** One subject's times for one case. */
export interface Measurement {
  readonly subject: string;
  /** Median milliseconds of a run. */
  readonly median: number;
  /** Work per second at the median, in the case's unit. */
  readonly rate: number;
  /** The baseline's median over this one: above 1 is faster than the baseline. */
  readonly speed: number;
  /** Kernels that a run starts on the device, where that is counted. */
  readonly kernels?: number;
  /** Of a training step the most memory, in MiB, of a process that does nothing else. */
  readonly peakMemory?: number;
  /** Milliseconds of every run, by round. */
  readonly rounds: readonly (readonly number[])[];
}

export interface CaseResult {
  readonly name: string;
  readonly description: string;
  readonly work: { readonly unit: string; readonly amount: number };
  readonly measurements: readonly Measurement[];
}

export interface BenchReport {
  readonly machine: Machine;
  /** Programs running on the machine before and after, this one included. */
  readonly load: { readonly before: number; readonly after: number };
  /** What times were read from. */
  readonly clock: Clock;
  readonly sizes: Sizes;
  readonly rounds: number;
  readonly subjects: readonly Pick<Subject, "name" | "facts">[];
  /** What speeds are relative to. */
  readonly baseline: string;
  readonly cases: readonly CaseResult[];
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
};
