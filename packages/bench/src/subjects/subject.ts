import type { Case } from "../cases/case.ts";
import type { Sizes } from "../sizes.ts";
import type { Clock } from "./clock.ts";

/** What is measured beside others: a variant of the kernels, or another library. */
export interface Subject {
  readonly name: string;
  /** Versions and settings. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  prepare(measured: Case, sizes: Sizes): Promise<Trial>;
  /** The most memory, in MiB, of a process of its own that does nothing but train as the case does. */
  peakMemory?(measured: Case, sizes: Sizes): Promise<number>;
  close(): Promise<void>;
}

/** A case made ready on a subject. */
export interface Trial {
  /** Runs it so many times, one after the other: the milliseconds of each by that clock. */
  run(times: number, clock: Clock): Promise<number[]>;
  /** How many kernels a run of the last turn started, where that can be counted. */
  kernels?(): number;
  dispose(): Promise<void>;
}
