import type { Batch } from "../contracts/batch.ts";
import type { Component } from "../contracts/component.ts";
import type { Context } from "../contracts/context.ts";
import type { Dataset, Epoch } from "../contracts/dataset.ts";
import type { Objective } from "../contracts/objective.ts";
import type { Advice, Optimizer, OptimizerState, Parameters } from "../contracts/optimizer.ts";
import type { Model, ModelParts } from "../model/model.ts";

/**
 * What is trained and how, without data. A recipe returns it; `assemble` takes its parts, `train`,
 * `rehearse` and `evaluate` take the rest.
 *
 * @example
 * const experiment = nvrnn.create({ kappa: 80 }, builtins());
 * const model = assemble(experiment.parts, { dataset, seed: 1 });
 * for await (const event of train({ ...experiment, model, dataset, run, seed: 1 })) console.log(event);
 */
export interface Experiment {
  readonly parts: ModelParts;
  readonly objective: Objective;
  /** What held-out numbers are computed with: a bound wherever one can be had. */
  readonly evaluation: Objective;
  readonly optimizer: Optimizer;
  /** How a batch becomes a change of parameters; one step for all together when absent. */
  readonly update?: UpdateRule;
  /** Parts of the training, one after the other, where it has several. */
  readonly phases?: readonly Phase[];
  readonly batchSize: number;
  /** When it ends: limits over all phases; `sinceBest` is of the last one. */
  readonly until: Until;
  /** What a reader of the numbers must know, e.g. that they are not a bound. */
  readonly notes: readonly string[];
}

/** When to stop: updates, passes over the data, or evaluations in a row without a new best. */
export interface Until {
  readonly steps?: number | undefined;
  readonly epochs?: number | undefined;
  readonly sinceBest?: number | undefined;
}

/**
 * A part of a training. What it does not say is as the experiment says. It begins with a new state
 * of its optimiser and without a best evaluation; schedules count its own updates.
 */
export interface Phase
  extends Partial<Pick<Experiment, "objective" | "evaluation" | "optimizer" | "update">> {
  readonly name: string;
  /** When the next phase begins, counted from the beginning of this one. */
  readonly until?: Until;
  /** Prefixes of the parameters that are trained; all when absent. */
  readonly trains?: readonly string[];
  /** Prefixes of the parameters that are given new first values at its beginning. */
  readonly resets?: readonly string[];
}

/** An experiment on a model and a dataset, in one of its phases, with all that is left open filled in. */
export interface ActivePhase extends Required<Omit<Experiment, "parts" | "phases" | "notes">> {
  /** Absent where the experiment has no phases. */
  readonly name?: string;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly seed: number;
  /** What is trained. */
  readonly parameters: Parameters;
  readonly resets: readonly string[];
  readonly index: number;
  readonly last: boolean;
}

/** How a batch becomes a change of parameters. Its whole state goes into checkpoints. */
export interface UpdateRule extends Pick<Component, "plugin"> {
  init(phase: ActivePhase): OptimizerState;
  /** Where it throws `NON_FINITE`, parameters and state are as they were. */
  update(
    phase: ActivePhase,
    state: OptimizerState,
    data: { readonly batch: Batch; readonly epoch: Epoch },
    context: Context,
  ): Promise<StepResult>;
  /** Told the validation loss after each evaluation. */
  observe(phase: ActivePhase, state: OptimizerState, validation: number): Promise<OptimizerState>;
  /** Computes on a batch what evaluations ask for, so that what can't be is known at the start. */
  rehearse?(phase: ActivePhase, batch: Batch): void;
  advice(phase: ActivePhase, state: OptimizerState): Advice | undefined;
  /** Numbers that stand beside each evaluation. */
  metrics?(state: OptimizerState): Readonly<Record<string, number>>;
}

export interface StepResult {
  readonly report: StepReport;
  readonly state: OptimizerState;
}

/** Sums over the items of one batch, in nats. */
export interface StepReport {
  readonly items: number;
  readonly loss: number;
  readonly reconstruction: number;
  readonly divergence: number;
  readonly weight: number;
}
