import { type Evaluation, type ItemScores, iwae, scoreItems, summarise } from "@textvae/core";
import { estimate } from "./rows.ts";
import type { Source } from "./source.ts";
import { subset } from "./subset.ts";

export interface ImportanceWeightedOptions extends Source {
  /** K, the samples of each item. Default 500. */
  readonly samples?: number;
  /** Samples of a batch decoded at once; bounds memory. Default 10. */
  readonly chunk?: number;
  /** Random items that are given K samples. Default: all of the split. */
  readonly items?: number;
}

/** Held-out numbers with K samples; reconstruction and divergence are those of the ELBO. */
export interface ImportanceWeighted extends Evaluation {
  /** Of how many random items K samples were drawn, where not of all, and the error this leaves. */
  readonly drawn?: { readonly items: number; readonly standardError: number };
}

/**
 * Held-out −log p(x) by importance sampling,
 * −log (1/K) Σ_k p(x|z_k) p(z_k) / q(z_k|x), z_k ~ q(z|x), in nats per item, with perplexities.
 * An upper bound in expectation that falls towards −log p(x) as K grows; K = 1 is the ELBO of one
 * sample. With flows q is the density of z_K, its log-determinants included.
 *
 * With `items` the split's ELBO of one sample is lowered by the mean gap between both bounds on so
 * many random items: the same in expectation, and far nearer to it than the mean of those items,
 * as gaps differ less than items do.
 *
 * Source: "Importance Weighted Autoencoders", Burda, Grosse and Salakhutdinov, 2016,
 * https://arxiv.org/abs/1509.00519
 *
 * @example
 * const { nll, ppl } = await importanceWeightedNll({ model, dataset, split: "test", samples: 500 });
 */
export const importanceWeightedNll = async (
  options: ImportanceWeightedOptions,
): Promise<ImportanceWeighted> => {
  const { samples = 500, chunk = 10, items = Number.POSITIVE_INFINITY, ...source } = options;
  const { dataset, split, batchSize = 32, seed = 0 } = source;
  const scored = (k: number, of: Source, together = chunk): Promise<ItemScores> =>
    scoreItems({ ...of, objective: iwae({ samples: k, chunk: Math.min(together, k) }) });
  if (items >= dataset.size(split)) return summarise(await scored(samples, source));

  const { onProgress, ...quietly } = source;
  const whole = summarise(await scored(1, quietly));
  const alone = { ...source, batchSize: 1 };
  const drawn = { ...alone, dataset: subset(dataset, split, { items, batchSize: 1, seed }) };
  const weighted = await scored(samples, drawn, chunk * batchSize);
  return lowered(whole, weighted);
};

/** The whole split's ELBO, less the mean gap of the items that have an IW-K. */
const lowered = (whole: Evaluation, weighted: ItemScores): ImportanceWeighted => {
  const { reconstruction_N, divergence_N, nll_N, tokens_N, estimator } = weighted;
  const gap_N = nll_N.map(
    (nll, n) => (reconstruction_N[n] as number) + (divergence_N[n] as number) - nll,
  );
  const gap = estimate(gap_N);
  const gapPerToken = estimate(gap_N.map((nats, n) => nats / (tokens_N[n] as number)));
  const nll = whole.nll - gap.mean;
  const left = 1 - gap_N.length / whole.items;
  return {
    ...whole,
    nll,
    ppl: Math.exp((nll * whole.items) / whole.tokens),
    pplPerItem: whole.pplPerItem * Math.exp(-gapPerToken.mean),
    estimator,
    drawn: { items: gap_N.length, standardError: gap.standardError * Math.sqrt(left) },
  };
};
