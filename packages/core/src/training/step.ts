import type { Tensor } from "@tensorflow/tfjs-core";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Objective } from "../contracts/objective.ts";
import type { Gradients, Optimizer, OptimizerState, Parameters } from "../contracts/optimizer.ts";
import type { Model } from "../model/model.ts";
import { applyUpdate } from "./apply.ts";
import { differentiate } from "./differentiate.ts";
import { firstBadValue, nonFinite, toldParameters } from "./finite.ts";

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
 * before anything is changed; a parameter that is not finite is found although no number of the
 * batch tells of it.
 */
export const trainStep = async (
  { model, objective, optimizer, parameters = model.parameters }: StepSetup,
  state: OptimizerState,
  batch: Batch,
  context: Context,
): Promise<StepResult> => {
  const work = { model, objective, parameters };
  const { report_R, weight, gradients } = differentiate(work, batch, context);
  try {
    const report = await numbersOf(report_R);
    const failure = await reasonToStop(report, gradients, model);
    if (failure) throw nonFinite(`step ${context.step}`, failure, UNCHANGED);
    const { loss, reconstruction, divergence, squaredNorm } = report;
    const next = applyUpdate(optimizer, gradients, state, model.parameters, { squaredNorm });
    return {
      report: { items: batch.size, loss: loss * batch.size, reconstruction, divergence, weight },
      state: next,
    };
  } catch (error) {
    for (const gradient of gradients.values()) gradient.dispose();
    throw error;
  }
};

const UNCHANGED =
  "Nothing was updated by this step. Lower the learning rate, clip gradients or look at the batch.";

interface Numbers {
  readonly loss: number;
  readonly reconstruction: number;
  readonly divergence: number;
  readonly squaredNorm: number;
  readonly parameters: number;
}

const numbersOf = async (report_R: Tensor): Promise<Numbers> => {
  try {
    const [loss, reconstruction, divergence, squaredNorm, parameters] =
      await report_R.data<"float32">();
    return { loss, reconstruction, divergence, squaredNorm, parameters } as Numbers;
  } finally {
    report_R.dispose();
  }
};

/** The first bad number, in the order in which one makes the others. */
const reasonToStop = async (
  { parameters, squaredNorm, ...terms }: Numbers,
  gradients: Gradients,
  model: Model,
): Promise<string | undefined> => {
  const numbers = [parameters, squaredNorm, ...Object.values(terms)];
  if (numbers.every(Number.isFinite)) return undefined;
  const found = await firstBadValue([
    ...toldParameters(model.parameters),
    ...[...gradients].map(([name, value]) => [`gradient of ${name}`, value] as const),
  ]);
  if (found) return found;
  const bad = Object.entries(terms).find(([, value]) => !Number.isFinite(value));
  if (bad) return `a ${bad[0]} of ${bad[1]}`;
  return Number.isFinite(squaredNorm) ? undefined : "gradients whose norm is infinite";
};
