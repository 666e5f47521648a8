import type { Dataset } from "../contracts/dataset.ts";
import type { Objective } from "../contracts/objective.ts";
import type { Optimizer } from "../contracts/optimizer.ts";
import type { Model } from "../model/model.ts";
import type { Resume } from "../run/resume.ts";
import type { Run } from "../run/run.ts";
import type { Phase, Until } from "./phase.ts";
import type { UpdateRule } from "./update.ts";

/** What a training is made of. */
export interface TrainingSetup {
  readonly model: Model;
  readonly objective: Objective;
  /** What validation numbers are computed with; the objective itself when absent. */
  readonly evaluation?: Objective;
  readonly optimizer: Optimizer;
  /** How a batch becomes a change of parameters; one step for all together when absent. */
  readonly update?: UpdateRule;
  /** Parts of the training, one after the other, where it has several. */
  readonly phases?: readonly Phase[];
  readonly dataset: Dataset;
  readonly run: Run;
  readonly seed: number;
  readonly batchSize: number;
  /** When the run ends: limits over all phases; `sinceBest` is of the last one. */
  readonly until: Until;
  /** Updates between lines of metrics. */
  readonly logEvery?: number;
  /** Updates between evaluations on the validation split; without it once per epoch. */
  readonly evaluateEvery?: number;
  /** Updates between checkpoints beside those at evaluations. */
  readonly checkpointEvery?: number;
  readonly resume?: Resume;
  /** When it fires, also within an evaluation, the run writes a checkpoint and ends. */
  readonly signal?: AbortSignal;
}

/** A training without the run that it writes into. */
export type TrainingPlan = Omit<TrainingSetup, "run">;
