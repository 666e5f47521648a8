import type { ProcessError } from "@textvae/sweeps";

/** A run as a queue knows it. */
export interface QueuedRun {
  readonly name: string;
  /** Its line in the plan, counted from 0. */
  readonly index: number;
}

/** How a try of a run ended. */
export type Ending =
  | { readonly kind: "done"; readonly step: number }
  /** With a checkpoint, because it was told to. */
  | { readonly kind: "stopped"; readonly step: number }
  /** Another process holds the run: it is asked again later, and no try is spent. */
  | { readonly kind: "held"; readonly error: ProcessError }
  | { readonly kind: "failed"; readonly error: ProcessError; readonly again: boolean };

/** What has become of a run, as every machine sees it. */
export interface QueueRecord extends QueuedRun {
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** Tries that failed. */
  readonly tries: number;
  readonly step: number;
  /** Who trains it, or did last. */
  readonly by?: string;
  readonly error?: ProcessError;
}

export interface AddOptions {
  /** 1 goes first, then 2 … 2 097 151; before them all what has 0, the default. */
  readonly priority?: number;
  /** Tries of a run that fails by circumstances. Default 4. */
  readonly tries?: number;
  /** Milliseconds before the second try, doubled before each further one. Default 1000. */
  readonly delay?: number;
}

/** Why a run is ended that was given to another worker, who alone knows now what becomes of it. */
export const LOST = "another worker has it";

/** What a run that is trained is told by, and tells. */
export interface Attempt {
  /** Fires when it is to write a checkpoint and end; its reason may be `LOST`. */
  readonly signal: AbortSignal;
  /** Tells everyone how far it is. */
  tell(step: number): void;
}

export interface WorkOptions {
  /** Runs at once. */
  readonly jobs: number;
  /** When it fires, runs write checkpoints and go back into the queue. */
  readonly signal?: AbortSignal;
  train(run: QueuedRun, attempt: Attempt): Promise<Ending>;
}

/** Runs of one plan that any number of machines take turns at. Each member throws `QUEUE` in bounded time. */
export interface SweepQueue {
  /** Puts runs in. Those that wait, are trained or are done stay as they are; others are tried anew. */
  add(runs: readonly QueuedRun[], options?: AddOptions): Promise<void>;
  status(): Promise<readonly QueueRecord[]>;
  /** Ends runs for good, wherever they are trained. */
  cancel(names: readonly string[]): Promise<void>;
  /** Takes runs until none is left that waits or is trained anywhere. */
  work(options: WorkOptions): Promise<void>;
  close(): Promise<void>;
}
