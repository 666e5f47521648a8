import { add, tidy, type Variable } from "@tensorflow/tfjs-core";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type {
  GradientFacts,
  Gradients,
  Optimizer,
  OptimizerState,
  Parameters,
} from "../contracts/optimizer.ts";
import type { Model } from "../model/model.ts";
import type { ActivePhase, StepResult, UpdateRule } from "./experiment.ts";
import { firstBadValue, nonFinite, toldParameters } from "./finite.ts";
import { differentiate, type StepNumbers } from "./gradients.ts";

/** One step of the optimiser on each batch, for all parameters together: the default. */
export const jointly: UpdateRule = {
  init: ({ optimizer, parameters }) => optimizer.init(parameters),
  update: (phase, state, { batch }, context) => trainStep(phase, state, batch, context),
  observe: async ({ optimizer }, state, validation) =>
    optimizer.observe?.(state, validation) ?? state,
  advice: ({ optimizer }, state) => optimizer.advice?.(state),
};

/** What one step needs; all parameters of the model are trained when none are named. */
export type StepOptions = Pick<ActivePhase, "model" | "objective" | "optimizer"> &
  Partial<Pick<ActivePhase, "parameters">>;

/**
 * One update of the parameters on one batch. Throws `NON_FINITE`, naming the first bad tensor,
 * before anything is changed. A parameter that the batch does not use is not looked at: who tells
 * numbers of a model or keeps its weights does so first (`checkParameters`), as `train` does.
 *
 * @example
 * const { report } = await trainStep({ ...experiment, model }, state, batch, context);
 */
export const trainStep = async (
  { model, objective, optimizer, parameters = model.parameters }: StepOptions,
  state: OptimizerState,
  batch: Batch,
  context: Context,
): Promise<StepResult> => {
  // Loss and gradients.
  const phase = { model, objective, parameters };
  const { gradients, weight, numbers } = differentiate(phase, batch, context);
  try {
    // Check: a step with a number that is not finite does not happen.
    const found = await numbers();
    const failure = await reasonToStop(found, gradients, model);
    if (failure) throw nonFinite(`step ${context.step}`, failure, UNCHANGED);

    // Clip and step: a chain's links clip, scale and step one after the other.
    const { loss, reconstruction, divergence, squaredNorm } = found;
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
  "Nothing was updated by this step. Lower the learning rate, clip gradients or look at the batch; at step 0, look at the parts.";

/** The first bad number, in the order in which one makes the others. */
const reasonToStop = async (
  { squaredNorm, loss, ...parts }: StepNumbers,
  gradients: Gradients,
  model: Model,
): Promise<string | undefined> => {
  const terms = { ...parts, loss };
  if ([squaredNorm, ...Object.values(terms)].every(Number.isFinite)) return undefined;
  const parameter = await firstBadValue(toldParameters(model.parameters));
  if (parameter) return parameter;
  const bad = Object.entries(terms).find(([, value]) => !Number.isFinite(value));
  if (bad) return `a ${bad[0]} of ${bad[1]}`;
  const named = [...gradients].map(([name, value]) => [`gradient of ${name}`, value] as const);
  return (await firstBadValue(named)) ?? "gradients whose norm is infinite";
};

/**
 * Changes the parameters by their gradients, in one pass over memory where the optimiser can: its
 * new state. One that throws leaves no tensor of its own behind.
 */
export const applyUpdate = (
  optimizer: Optimizer,
  gradients: Gradients,
  state: OptimizerState,
  parameters: Parameters,
  facts?: GradientFacts,
): OptimizerState => {
  let next = state;
  tidy(() => {
    next = optimizer.move
      ? optimizer.move(gradients, state, parameters, undefined, facts)
      : added(optimizer.update(gradients, state, parameters), parameters);
    return [...next.tensors.values()];
  });
  return next;
};

const added = (
  { updates, state }: ReturnType<Optimizer["update"]>,
  parameters: Parameters,
): OptimizerState => {
  for (const [name, update] of updates) {
    const parameter = parameters.get(name) as Variable;
    const moved = add(parameter, update);
    parameter.assign(moved);
    moved.dispose();
    update.dispose();
  }
  return state;
};
