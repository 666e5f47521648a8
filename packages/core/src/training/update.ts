import type { Batch } from "../contracts/batch.ts";
import type { Component } from "../contracts/component.ts";
import type { Context } from "../contracts/context.ts";
import type { Dataset, Epoch } from "../contracts/dataset.ts";
import type { Advice, OptimizerState } from "../contracts/optimizer.ts";
import { type StepResult, type StepSetup, trainStep } from "./step.ts";

/** What an update rule works on in a phase of training. */
export interface Work extends Required<StepSetup> {
  readonly dataset: Dataset;
  readonly batchSize: number;
  readonly seed: number;
}

/** How a batch becomes a change of parameters. Its whole state goes into checkpoints. */
export interface UpdateRule extends Pick<Component, "plugin"> {
  init(work: Work): OptimizerState;
  /** Where it throws `NON_FINITE`, parameters and state are as they were. */
  update(
    work: Work,
    state: OptimizerState,
    data: { readonly batch: Batch; readonly epoch: Epoch },
    context: Context,
  ): Promise<StepResult>;
  /** Told the validation loss after each evaluation. */
  observe(work: Work, state: OptimizerState, validation: number): Promise<OptimizerState>;
  /** Computes on a batch what evaluations ask for, so that what can't be is known at the start. */
  rehearse?(work: Work, batch: Batch): void;
  advice(work: Work, state: OptimizerState): Advice | undefined;
  /** Numbers that stand beside each evaluation. */
  metrics?(state: OptimizerState): Readonly<Record<string, number>>;
}

/** One step of the optimiser on each batch, for all parameters together: the default. */
export const jointly: UpdateRule = {
  init: ({ optimizer, parameters }) => optimizer.init(parameters),
  update: (work, state, { batch }, context) => trainStep(work, state, batch, context),
  observe: async ({ optimizer }, state, validation) =>
    optimizer.observe?.(state, validation) ?? state,
  advice: ({ optimizer }, state) => optimizer.advice?.(state),
};
