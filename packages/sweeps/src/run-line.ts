import { type ProcessEnd, type ProcessOptions, runProcess } from "./run-process.ts";

export interface RunLineOptions extends Omit<ProcessOptions, "words"> {
  /** File of the plan. */
  readonly plan: string;
  /** Which line of it, counted from 0. */
  readonly index: number;
  /** The hash of that line: should the file say another by now, the run is refused. */
  readonly line?: string;
  /** Updates after which it pauses; without it the run ends where its line says. */
  readonly until?: number;
  /** Threads of its backend, which change no number. */
  readonly threads?: number;
  /** Seconds that the lease of the run lasts without a sign of life. */
  readonly lease?: number;
}

/**
 * Trains one line of a plan in a process of its own, `textvae train --plan FILE --index N`. A run that is
 * there goes on. The process has its own group, so that Ctrl-C reaches it through `signal` alone; where
 * this process dies, its output can't be read any more, and it ends with a checkpoint.
 *
 * It does not throw: what goes wrong is how it ended.
 *
 * @example
 * const end = await runLine({ plan: "sweeps/k.jsonl", index: 3, command: ["textvae"], onEvent: console.log });
 */
export const runLine = ({
  plan,
  index,
  line,
  until,
  threads,
  lease,
  ...process
}: RunLineOptions): Promise<ProcessEnd> => {
  const flags = {
    plan,
    index,
    ...(line !== undefined && { line }),
    ...(until !== undefined && { steps: until }),
    ...(threads !== undefined && { threads }),
    ...(lease !== undefined && { lease }),
  };
  const words = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  return runProcess({ ...process, words: ["train", ...words, "--json"] });
};
