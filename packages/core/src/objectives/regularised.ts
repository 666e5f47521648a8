import { add, mul, neg, type Tensor1D } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Divergence, DivergenceContext, DivergenceValue } from "../contracts/divergence.ts";
import type { Distribution } from "../contracts/latent.ts";
import type { Terms } from "../contracts/objective.ts";
import type { Schedule } from "../contracts/schedule.ts";
import { nameOf } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import { expectShape, lending } from "../model/shapes.ts";
import { at } from "../schedules/scheduled.ts";
import { meanCode, meanOverSamples, repeatBatch } from "./batch-rows.ts";
import { repeatCondition } from "./condition.ts";
import { itemMean, weightsOf } from "./item-mean.ts";
import { withAuxiliaryLoss, withPenalty } from "./penalty.ts";

/** What is weighed against the reconstruction, and how many samples are drawn of q. */
export interface Regularisation {
  readonly q: Distribution;
  readonly p: Distribution;
  readonly divergence: Divergence;
  readonly weight: number | Schedule;
  /** Default 1. */
  readonly samples?: number;
  /** Decodes the mean of the samples, instead of each. */
  readonly average?: boolean;
}

/** The terms of −E_q[log p(x|z)] + weight·D(q, p), with the divergence as it was measured. */
export interface Regularised extends Required<Pick<Terms, "loss" | "reconstruction_B" | "weight">> {
  readonly measured: DivergenceValue;
}

/** Samples q, decodes, and adds the weighted divergence and all penalties; `context` has the condition. */
export const regularised = (
  model: Model,
  batch: Batch,
  context: Context,
  { q, p, divergence, weight: schedule, samples = 1, average = false }: Regularisation,
): Regularised => {
  const z_NZ = q.sample(context.rng.stream("posterior"), samples);
  const decoded = average ? 1 : samples;
  const code_NZ = average ? meanCode(z_NZ, samples) : z_NZ;
  const items = repeatBatch(batch, decoded);
  const given = repeatCondition(context, decoded);
  const logLikelihood_N = model.logLikelihood(items, code_NZ, given);
  const reconstruction_B: Tensor1D = neg(meanOverSamples(logLikelihood_N, decoded));
  const weights_B = weightsOf(batch);
  const measured = measure(divergence, q, p, {
    ...(weights_B && { weights_B }),
    z_BZ: z_NZ,
    rng: context.rng.stream("divergence"),
    step: context.step,
  });
  const weight = at(schedule, context.step);
  const loss = withAuxiliaryLoss(
    withPenalty(
      add(itemMean(reconstruction_B, weights_B), mul(measured.value, weight)),
      ...([q, z_NZ, weights_B] as const),
    ),
    model.penalty?.(items, code_NZ, given),
    weights_B,
  );
  return { loss, reconstruction_B, weight, measured };
};

/** What a divergence says, with the shapes that it must have. */
const measure = (
  divergence: Divergence,
  q: Distribution,
  p: Distribution,
  context: DivergenceContext,
): DivergenceValue => {
  const where = nameOf(divergence, "divergence");
  if (context.weights_B && !divergence.weighsItems) {
    throw new TextvaeError("CAPABILITY", where, {
      expected: "a divergence whose value heeds weights of items",
      got: "one that has the same weight for all",
      hint: "Train without weights, or with another divergence, such as kl.",
    });
  }
  const measured = lending(where, [context.z_BZ], () => divergence.between(q, p, context));
  expectShape(`${where}, value`, measured?.value, []);
  const { perExample_B, perDimension_BZ } = measured;
  if (perExample_B) expectShape(`${where}, perExample_B`, perExample_B, [q.batch]);
  if (perDimension_BZ) expectShape(`${where}, perDimension_BZ`, perDimension_BZ, [q.batch, -1]);
  return measured;
};
