import {
  add,
  keep,
  type Scalar,
  stack,
  sum,
  type Tensor,
  tidy,
  variableGrads,
} from "@tensorflow/tfjs-core";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Objective, Terms } from "../contracts/objective.ts";
import type { Gradients, Parameters } from "../contracts/optimizer.ts";
import type { Model } from "../model/model.ts";

export interface Differentiated {
  /** Loss, sums of reconstruction and divergence, and a checksum of the gradients. */
  readonly report_R: Tensor;
  readonly weight: number;
  readonly gradients: Gradients;
}

/** The gradients of an objective in some parameters, by name, and its terms in one small tensor. */
export const differentiate = (
  { model, objective, parameters }: Work,
  batch: Batch,
  context: Context,
): Differentiated => {
  let weight = 0;
  let gradients: Gradients = new Map();
  const report_R = tidy(() => {
    const own = objective.differentiate?.(model, parameters, batch, context);
    const found = own
      ? { ...summarise(own.terms), gradients: own.gradients }
      : byTape({ model, objective, parameters }, batch, context);
    gradients = new Map([...found.gradients].map(([name, gradient]) => [name, keep(gradient)]));
    weight = found.weight;
    const checksum = [...gradients.values()].map((gradient) => sum(gradient));
    const total = checksum.reduce((a, b) => add(a, b), sum([])) as Scalar;
    const report = stack([found.loss, ...found.sums, total]);
    for (const summed of found.sums) summed.dispose();
    return report;
  });
  return { report_R, weight, gradients };
};

interface Work {
  readonly model: Model;
  readonly objective: Objective;
  readonly parameters: Parameters;
}

const summarise = ({ loss, reconstruction_B, divergence_B, weight = 0 }: Terms) => ({
  loss,
  weight,
  sums: [reconstruction_B, divergence_B].map((term_B) =>
    keep(term_B ? (sum(term_B) as Scalar) : (sum([]) as Scalar)),
  ),
});

const byTape = ({ model, objective, parameters }: Work, batch: Batch, context: Context) => {
  let summary: ReturnType<typeof summarise> | undefined;
  const { value, grads } = variableGrads(() => {
    summary = summarise(objective.terms(model, batch, context));
    return summary.loss;
  }, [...parameters.values()]);
  const gradients = [...parameters].flatMap(([name, parameter]) => {
    const gradient = grads[parameter.name];
    return gradient ? [[name, gradient] as const] : [];
  });
  const { weight, sums } = summary as ReturnType<typeof summarise>;
  return { loss: value, weight, sums, gradients: new Map(gradients) };
};
