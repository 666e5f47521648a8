import { dispose, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Dataset, Split } from "../contracts/dataset.ts";
import type { Estimator, Objective } from "../contracts/objective.ts";
import type { Model } from "../model/model.ts";
import { scoredTokensPerItem } from "../objectives/batch-rows.ts";
import { createRng } from "../random/rng.ts";
import { createYield } from "./yield-to-host.ts";

/** Held-out numbers, in nats per item unless named otherwise, with the estimator that made them. */
export interface Evaluation {
  readonly split: Split;
  readonly items: number;
  /** Scored tokens: ends of sentence in, starts out. */
  readonly tokens: number;
  readonly nll: number;
  /** exp(total nats / total tokens). */
  readonly ppl: number;
  /** exp(mean over items of nats / tokens): the form in which document models are published. */
  readonly pplPerItem: number;
  readonly reconstruction: number;
  /** Mean divergence per item; 0 in a model without a latent code. */
  readonly divergence: number;
  /** What `divergence` is: KL, MMD. */
  readonly divergenceName?: string;
  readonly estimator: Estimator;
}

export interface EvaluateOptions {
  readonly model: Model;
  readonly objective: Objective;
  readonly dataset: Dataset;
  readonly split: Split;
  readonly batchSize?: number;
  /** Seeds the samples: the same seed gives the same numbers. */
  readonly seed?: number;
  /** Told after each batch how much is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
  /** When it fires, the evaluation ends by throwing its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Scores every item of a split once under an objective's estimator.
 *
 * @example
 * const { ppl, estimator } = await evaluate({ model, objective, dataset, split: "valid" });
 */
export const evaluate = async (options: EvaluateOptions): Promise<Evaluation> => {
  const { model, objective, dataset, split, batchSize = 32, seed = 0 } = options;
  const { onProgress, signal } = options;
  const yieldToHost = createYield();
  const rng = createRng(seed).stream("evaluation");
  const epoch = dataset.epoch(split, { batchSize });
  const total = { items: 0, tokens: 0, nll: 0, natsPerToken: 0, reconstruction: 0, divergence: 0 };
  let estimator: Estimator = { name: "none", bound: false };

  for (let index = 0; index < epoch.length; index++) {
    signal?.throwIfAborted();
    const batch = epoch.at(index);
    const tensors = tidy(() => {
      const terms = objective.terms(model, batch, { rng, training: false, step: 0 });
      estimator = terms.estimator;
      const { nll_B, reconstruction_B, divergence_B } = terms;
      return [nll_B, reconstruction_B, ...(divergence_B ? [divergence_B] : [])];
    });
    const [nll_B, reconstruction_B, divergence_B] = await take(tensors);
    const tokens_B = Float64Array.from(scoredTokensPerItem(batch));
    const natsPerToken_B = tokens_B.map((tokens, b) => (nll_B?.[b] as number) / tokens);
    total.items += batch.size;
    total.tokens += sumOf(tokens_B);
    total.nll += sumOf(nll_B);
    total.natsPerToken += sumOf(natsPerToken_B);
    total.reconstruction += sumOf(reconstruction_B);
    total.divergence += sumOf(divergence_B);
    onProgress?.((index + 1) / epoch.length);
    await yieldToHost();
  }
  return {
    split,
    items: total.items,
    tokens: total.tokens,
    nll: total.nll / total.items,
    ppl: Math.exp(total.nll / total.tokens),
    pplPerItem: Math.exp(total.natsPerToken / total.items),
    reconstruction: total.reconstruction / total.items,
    divergence: total.divergence / total.items,
    ...(objective.divergenceName !== undefined && { divergenceName: objective.divergenceName }),
    estimator,
  };
};

/** The values of tensors in double precision; disposes them. One may stand there twice. */
const take = async (tensors: readonly Tensor[]): Promise<Float64Array[]> => {
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  dispose([...tensors]);
  return values.map((data) => Float64Array.from(data));
};

const sumOf = (values: Float64Array = new Float64Array()): number =>
  values.reduce((sum, value) => sum + value, 0);
