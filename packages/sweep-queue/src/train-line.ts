import { type ProcessEnd, type ProcessEvent, type RunLineOptions, runLine } from "@textvae/sweeps";
import type { Attempt, Ending, QueuedRun } from "./queue.ts";

/** Updates may be many a second: others are told of one in so many milliseconds. */
const EVERY = 1000;

/**
 * Trains a run of a queue in a process of its own, so that nothing that it computes keeps the worker from
 * its signs of life.
 */
export const trainLine = async (
  { index }: QueuedRun,
  { signal, tell }: Attempt,
  options: Omit<RunLineOptions, "index" | "signal">,
): Promise<Ending> => {
  let told = 0;
  const onEvent = (event: ProcessEvent) => {
    options.onEvent?.(event);
    if (event.step === undefined || performance.now() - told < EVERY) return;
    told = performance.now();
    tell(event.step);
  };
  return endingOf(await runLine({ ...options, index, signal, onEvent }), signal.aborted);
};

const endingOf = (end: ProcessEnd, asked: boolean): Ending => {
  if (end.state === "done") return { kind: "done", step: end.step };
  if (end.state === "failed") {
    const { error, again } = end;
    // Asked before it could listen.
    if (asked && error.code === "KILLED") return { kind: "stopped", step: 0 };
    return error.code === "LOCKED" ? { kind: "held", error } : { kind: "failed", error, again };
  }
  if (asked) return { kind: "stopped", step: end.step };
  const error = { code: "KILLED", message: "its process was asked to stop from outside" };
  return { kind: "failed", error, again: true };
};
