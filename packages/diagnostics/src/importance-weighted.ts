import { type Evaluation, evaluate, iwae } from "@textvae/core";
import type { Source } from "./source.ts";

export interface ImportanceWeightedOptions extends Source {
  /** K, the samples of each item. Default 500. */
  readonly samples?: number;
  /** Samples decoded at once; bounds memory. Default 10. */
  readonly chunk?: number;
}

/**
 * Held-out −log p(x) by importance sampling,
 * −log (1/K) Σ_k p(x|z_k) p(z_k) / q(z_k|x), z_k ~ q(z|x), in nats per item, with perplexities.
 * An upper bound in expectation that falls towards −log p(x) as K grows; K = 1 is the ELBO of one
 * sample. With flows q is the density of z_K, its log-determinants included.
 *
 * Source: "Importance Weighted Autoencoders", Burda, Grosse and Salakhutdinov, 2016,
 * https://arxiv.org/abs/1509.00519
 *
 * @example
 * const { nll, ppl } = await importanceWeightedNll({ model, dataset, split: "test", samples: 500 });
 */
export const importanceWeightedNll = (options: ImportanceWeightedOptions): Promise<Evaluation> => {
  const { samples = 500, chunk = 10 } = options;
  return evaluate({ ...options, objective: iwae({ samples, chunk: Math.min(chunk, samples) }) });
};
