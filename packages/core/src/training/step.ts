import type { Tensor } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Objective } from "../contracts/objective.ts";
import type { Gradients, Optimizer, OptimizerState, Parameters } from "../contracts/optimizer.ts";
import type { Model } from "../model/model.ts";
import { applyUpdate } from "./apply.ts";
import { differentiate } from "./differentiate.ts";

/** Sums over the items of one batch, in nats. */
export interface StepReport {
  readonly items: number;
  readonly loss: number;
  readonly reconstruction: number;
  readonly divergence: number;
  readonly weight: number;
}

export interface StepResult {
  readonly report: StepReport;
  readonly state: OptimizerState;
}

export interface StepSetup {
  readonly model: Model;
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  /** What is trained; all parameters of the model when absent. */
  readonly parameters?: Parameters;
}

/**
 * One update of the parameters on one batch. Throws `NON_FINITE`, naming the first bad tensor,
 * before anything is changed.
 */
export const trainStep = async (
  { model, objective, optimizer, parameters = model.parameters }: StepSetup,
  state: OptimizerState,
  batch: Batch,
  context: Context,
): Promise<StepResult> => {
  const work = { model, objective, parameters };
  const { report_R, weight, gradients } = differentiate(work, batch, context);
  const [loss, reconstruction, divergence, squaredNorm] = (await report_R.data()) as Float32Array;
  report_R.dispose();
  if (!Number.isFinite(loss) || !Number.isFinite(squaredNorm)) {
    const failure = await nonFinite(context.step, loss as number, gradients, model);
    for (const gradient of gradients.values()) gradient.dispose();
    throw failure;
  }
  const facts = { squaredNorm: squaredNorm as number };
  const next = applyUpdate(optimizer, gradients, state, model.parameters, facts);
  return {
    report: {
      items: batch.size,
      loss: (loss as number) * batch.size,
      reconstruction: reconstruction as number,
      divergence: divergence as number,
      weight,
    },
    state: next,
  };
};

const nonFinite = async (
  step: number,
  loss: number,
  gradients: Gradients,
  model: Model,
): Promise<TextvaeError> => {
  const candidates: [string, Tensor][] = [
    ...[...model.parameters].map(
      ([name, value]) => [`parameter ${name}`, value] as [string, Tensor],
    ),
    ...[...gradients].map(([name, value]) => [`gradient of ${name}`, value] as [string, Tensor]),
  ];
  const found = await firstNonFinite(candidates);
  return new TextvaeError("NON_FINITE", `step ${step}`, {
    expected: "finite numbers",
    got:
      found ?? (Number.isFinite(loss) ? "gradients whose norm is infinite" : `a loss of ${loss}`),
    hint: "Nothing was updated and the last checkpoint stands. Lower the learning rate, clip gradients or look at the batch.",
  });
};

/** "name: value at index" of the first bad number, in order. */
const firstNonFinite = async (
  tensors: readonly (readonly [string, Tensor])[],
): Promise<string | undefined> => {
  for (const [name, tensor] of tensors) {
    const data = (await tensor.data()) as Float32Array;
    const index = data.findIndex((value) => !Number.isFinite(value));
    if (index >= 0) return `${data[index]} in the ${name} at index ${index}`;
  }
  return undefined;
};
