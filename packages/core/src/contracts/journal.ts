import type { TrainingState } from "../training/state.ts";
import type { Parameters } from "./optimizer.ts";

/** Which checkpoint to continue from: the last (an error when it is damaged), or the last good one. */
export type Resume = "last" | "last-good";

/** What is wrong with a state that a training can't go on from; undefined where it can. */
export type CheckState = (
  state: TrainingState,
) => { readonly expected: string; readonly got: string } | undefined;

/** How the engine that goes on with a training stands to those before it. */
export interface Continuation {
  /** Whether the bits are those that it would have had; "unknown" where an engine is not recorded. */
  readonly sameBits: boolean | "unknown";
  /** What differs from the engine before: its fact and the present one. */
  readonly changed: Readonly<Record<string, readonly [before: string, now: string]>>;
}

/**
 * What a training is written into as it goes, and goes on from: its metrics and its checkpoints. The
 * trainer asks for no more of a run; where it is kept, and as what, is the run's own.
 */
export interface Journal {
  /** Appends one line of metrics and returns their new size. */
  log(record: Readonly<Record<string, unknown>>): Promise<number>;
  /** Writes a checkpoint; its name. */
  save(parameters: Parameters, state: TrainingState): Promise<string>;
  /**
   * Puts a checkpoint back into the parameters; undefined when there is none. Throws `CHECKPOINT`
   * where it, the best one, or metrics of before it are damaged, absent, or not what `check` takes;
   * "last-good" goes on with what is left.
   */
  resume(
    parameters: Parameters,
    choice?: Resume,
    check?: CheckState,
  ): Promise<TrainingState | undefined>;
  /** What had to be given up to resume. */
  mended(): readonly string[];
  /** How the engine stands to those that computed what is resumed; undefined where none was told. */
  continued(): Continuation | undefined;
  /** Puts the weights of the checkpoint of a step into the parameters. */
  loadStep(parameters: Parameters, step: number): Promise<void>;
}
