import { keep, type Scalar, stack, sum, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { total } from "@textvae/ops";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Objective, Terms } from "../contracts/objective.ts";
import type { Gradients, Parameters } from "../contracts/optimizer.ts";
import type { Model } from "../model/model.ts";
import { type Computed, gradientsOf } from "../objectives/gradients-of.ts";
import { heldTerms } from "../objectives/held-terms.ts";
import { releasingTape } from "./release-tape.ts";

export interface Differentiated {
  /**
   * Loss, sums of reconstruction and divergence, the squared norm of the gradients, and the sum of
   * all parameters, which is finite only where each of them is.
   */
  readonly report_R: Tensor;
  readonly weight: number;
  readonly gradients: Gradients;
}

interface Subject {
  readonly model: Model;
  readonly objective: Objective;
  readonly parameters: Parameters;
}

/** The gradients of an objective in some parameters, by name, and its terms in one small tensor. */
export const differentiate = (subject: Subject, batch: Batch, context: Context): Differentiated => {
  let weight = 0;
  let gradients: Gradients = new Map();
  const report_R = tidy(() => {
    const found = releasingTape(
      () => ownGradients(subject, batch, context) ?? byTape(subject, batch, context),
    );
    weight = found.weight;
    const squaredNorm = total([...found.gradients.values()], { squared: true });
    const parameters = total([...subject.model.parameters.values()]);
    const report_R = stack([found.loss, ...(found.rest as Scalar[]), squaredNorm, parameters]);
    gradients = new Map([...found.gradients].map(([name, gradient]) => [name, keep(gradient)]));
    return report_R;
  });
  return { report_R, weight, gradients };
};

const ownGradients = (
  { model, objective, parameters }: Subject,
  batch: Batch,
  context: Context,
) => {
  const own = objective.differentiate?.(model, parameters, batch, context);
  return (
    own && {
      ...sumsOf(heldTerms(objective, own.terms, batch)),
      gradients: own.gradients,
      weight: own.terms.weight ?? 0,
    }
  );
};

const byTape = ({ model, objective, parameters }: Subject, batch: Batch, context: Context) => {
  let weight = 0;
  const found = gradientsOf(() => {
    const terms = heldTerms(objective, objective.terms(model, batch, context), batch);
    weight = terms.weight ?? 0;
    return sumsOf(terms);
  }, parameters);
  return { ...found, weight };
};

const sumsOf = ({ loss, reconstruction_B, divergence_B }: Terms): Computed => ({
  loss,
  rest: [sum(reconstruction_B), divergence_B ? sum(divergence_B) : sum([])],
});
