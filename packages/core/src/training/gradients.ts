import { keep, type Scalar, stack, sum, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { total } from "@textvae/ops";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Terms } from "../contracts/objective.ts";
import type { Gradients } from "../contracts/optimizer.ts";
import { type Computed, gradientsOf } from "../objectives/gradients-of.ts";
import { heldTerms } from "../objectives/held-terms.ts";
import type { ActivePhase } from "./experiment.ts";
import { releasingTape } from "./release-tape.ts";

type Subject = Pick<ActivePhase, "model" | "objective" | "parameters">;

/** The numbers of one batch that a step is checked and reported by. */
export interface StepNumbers {
  readonly loss: number;
  /** Sum over the items. */
  readonly reconstruction: number;
  /** Sum over the items. */
  readonly divergence: number;
  /** Of all gradients together. */
  readonly squaredNorm: number;
}

export interface Differentiated {
  readonly gradients: Gradients;
  /** The weight of the divergence. */
  readonly weight: number;
  /** Waits for the device: one small tensor holds them all. */
  numbers(): Promise<StepNumbers>;
}

/** The loss of a batch and its gradients in the trained parameters, by name. */
export const differentiate = (subject: Subject, batch: Batch, context: Context): Differentiated => {
  let weight = 0;
  let gradients: Gradients = new Map();
  const numbers_R = tidy(() => {
    const found = releasingTape(
      () => ownGradients(subject, batch, context) ?? byTape(subject, batch, context),
    );
    weight = found.weight;
    const squaredNorm = total([...found.gradients.values()], { squared: true });
    const numbers_R = stack([found.loss, ...(found.rest as Scalar[]), squaredNorm]);
    gradients = new Map([...found.gradients].map(([name, gradient]) => [name, keep(gradient)]));
    return numbers_R;
  });
  return { gradients, weight, numbers: () => taken(numbers_R) };
};

/** Of an objective whose gradient the tape can't follow. */
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

const taken = async (numbers_R: Tensor): Promise<StepNumbers> => {
  try {
    const [loss, reconstruction, divergence, squaredNorm] = await numbers_R.data<"float32">();
    return { loss, reconstruction, divergence, squaredNorm } as StepNumbers;
  } finally {
    numbers_R.dispose();
  }
};
