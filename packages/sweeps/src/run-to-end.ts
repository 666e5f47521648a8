import { hostname } from "node:os";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Storage } from "@textvae/core";
import type { PlanLine } from "./plan-line.ts";
import type { LineRecord } from "./records.ts";
import { engineIn, valueIn } from "./run-folder.ts";
import { runLine } from "./run-line.ts";
import type { ProcessEnd, ProcessEvent } from "./run-process.ts";

/** How often a run is tried whose process died, and how long it is waited between two tries. */
export interface Retrying {
  /** Tries of each run. Default 4. */
  readonly tries?: number;
  /** Milliseconds before the second try, twice as many before each further one. Default 1000. */
  readonly delay?: number;
}

/** A run, what is known of it, and how that is changed. */
export interface Persistence {
  readonly line: PlanLine;
  readonly index: number;
  readonly record: LineRecord;
  /** An error and a process are those of the change alone. */
  change(changes: Partial<LineRecord>): Promise<void>;
}

export interface RunToEndOptions extends Retrying {
  readonly plan: string;
  readonly command: readonly string[];
  readonly threads?: number;
  readonly open: (folder: string) => Promise<Storage>;
  readonly signal: AbortSignal;
  readonly onEvent?: (name: string, event: ProcessEvent) => void;
  readonly onProcess?: (name: string, pid: number) => void;
}

/** The longest wait between two tries. */
const LONGEST = 60_000;

/** How often a run is found to be another process's, which may be dead, before that is believed. */
const REFUSALS = 10;

/**
 * Trains one run until a step, or to its end, through deaths of its process, and records what becomes of
 * it. Gives the NLL of its validation at that step, where there is one.
 */
export const runToEnd = async (
  { line, index, record, change }: Persistence,
  until: number | undefined,
  options: RunToEndOptions,
): Promise<number | undefined> => {
  const { tries = 4, delay = 1000, signal, open, plan, command, threads } = options;
  const { onEvent, onProcess } = options;
  const value = () => (until === undefined ? undefined : valueIn(open, line.run, until));
  if (record.state === "done") return value();
  const reached = await value();
  if (reached !== undefined) {
    if (record.state !== "paused") await change({ state: "paused" });
    return reached;
  }
  let tried = 0;
  for (let waits = 0; ; waits++) {
    await change({
      ...{ state: "running", tries: tried + 1, by: { host: hostname(), pid: process.pid } },
    });
    const end = await runLine({
      ...{ plan, index, line: record.line, command, signal },
      ...(until !== undefined && { until }),
      ...(threads !== undefined && { threads }),
      ...(onEvent && { onEvent: (event: ProcessEvent) => onEvent(line.name, event) }),
      ...(onProcess && { onStart: (pid: number) => onProcess(line.name, pid) }),
    });
    const engine = await engineIn(open, line.run);
    const known = engine ? { engine } : {};
    if (end.state === "done") {
      await change({ ...known, state: until === undefined ? "done" : "paused", step: end.step });
      return value();
    }
    if (signal.aborted) {
      const step = end.state === "stopped" ? { step: end.step } : {};
      await change({ ...known, state: "stopped", ...step });
      return undefined;
    }
    const { error, again } = failureOf(end);
    // Who died elsewhere holds a run for a while; that is waited for and is no try.
    if (error.code !== "LOCKED") tried++;
    if (!again || tried >= tries || waits >= tries + REFUSALS) {
      await change({ ...known, state: "failed", error });
      return undefined;
    }
    await change({ ...known, state: "waiting", error });
    const wait = Math.min(LONGEST, delay * 2 ** waits);
    await sleep(wait, undefined, { signal }).catch(() => {});
    if (signal.aborted) {
      await change({ state: "stopped" });
      return undefined;
    }
  }
};

/** Who was told to stop by someone else goes on. */
const failureOf = (end: Exclude<ProcessEnd, { state: "done" }>) =>
  end.state === "failed"
    ? end
    : {
        error: { code: "KILLED", message: "its process was asked to stop from outside" },
        again: true,
      };
