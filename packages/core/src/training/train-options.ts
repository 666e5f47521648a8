import type { Dataset } from "../contracts/dataset.ts";
import type { Journal, Resume } from "../contracts/journal.ts";
import type { Model } from "../model/model.ts";
import type { Experiment } from "./experiment.ts";

/** An experiment, its model, and what it is trained on. */
export interface TrainOptions extends Omit<Experiment, "parts" | "evaluation" | "notes"> {
  /** What held-out numbers are computed with; the objective itself when absent. */
  readonly evaluation?: Experiment["evaluation"];
  readonly model: Model;
  readonly dataset: Dataset;
  /** Where its metrics and checkpoints go, e.g. of `openRun`. */
  readonly run: Journal;
  readonly seed: number;
  /** Updates between lines of metrics. Default 10. */
  readonly logEvery?: number;
  /** Updates between evaluations on the validation split; without it once per epoch. */
  readonly evaluateEvery?: number;
  /** Updates between checkpoints beside those at evaluations. */
  readonly checkpointEvery?: number;
  readonly resume?: Resume;
  /** When it fires, also within an evaluation, the run writes a checkpoint and ends. */
  readonly signal?: AbortSignal;
}
