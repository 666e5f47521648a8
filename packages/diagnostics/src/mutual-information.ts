import { aggregate, type Mixture } from "./aggregate.ts";
import { drawCodes } from "./codes.ts";
import { type Estimate, estimate } from "./rows.ts";
import type { Source } from "./source.ts";

export interface InformationOptions extends Source {
  /** The aggregate posterior: of each batch, or of the whole split. Default `whole set`. */
  readonly mixture?: Mixture;
  /** Codes drawn of each item. Default 1. */
  readonly samples?: number;
}

/** What codes say about items, in nats per item. */
export interface Information {
  /** I(x; z), held to what is true of it: 0 ≤ I ≤ `cap`, and I ≤ KL where one prior serves all. */
  readonly mutualInformation: number;
  readonly standardError: number;
  /** E KL(q(z|x)‖p(z)), from the same samples. */
  readonly kl: Estimate;
  /** KL(q(z)‖p(z)); absent in a conditional model, which has no one p(z). */
  readonly aggregateKl?: number;
  /** Which estimator this is; never print the number without it. */
  readonly estimator: string;
  /** The most that it can say: the logarithm of the posteriors in its mixture. */
  readonly cap: number;
}

/**
 * The mutual information of items and codes under the encoder,
 *
 *   I(x; z) = E_x E_{q(z|x)} [log q(z|x) − log q(z)] = E KL(q(z|x)‖p) − KL(q(z)‖p),
 *
 * in nats, with q(z) = (1/M) Σ_j q(z|x_j) over the M posteriors of a batch or of the whole split.
 * With the whole split it is free of bias for these items; within batches it can't exceed
 * ln(batch size), so that numbers of different batch sizes or estimators are not comparable. Works
 * for every family through `logProb`; memory is bounded.
 *
 * Source: "Lagging Inference Networks and Posterior Collapse in Variational Autoencoders", He,
 * Spokoyny, Neubig and Berg-Kirkpatrick, 2019, https://arxiv.org/abs/1901.05534 (within batches);
 * "ELBO surgery", Hoffman and Johnson, 2016 (the identity).
 *
 * @throws `CAPABILITY` where a posterior can't tell the density of other codes than its own: point
 * codes, flows without an inverse.
 *
 * @example
 * const { mutualInformation, estimator } = await mutualInformation({ model, dataset, split: "test" });
 */
export const mutualInformation = async (options: InformationOptions): Promise<Information> => {
  const { mixture = "whole set", samples = 1 } = options;
  const codes = await drawCodes(options, samples);
  const { logAggregate_N, components_N } = await aggregate(options, codes, mixture);
  const found = estimate(logAggregate_N.map((log, i) => (codes.logPosterior_N[i] as number) - log));
  const kl = estimate(codes.logRatio_N);
  const cap = estimate(components_N.map(Math.log)).mean;
  const bound = codes.onePrior ? Math.min(cap, kl.mean) : cap;
  const items = codes.count / samples;
  return {
    mutualInformation: Math.max(0, Math.min(found.mean, bound)),
    standardError: found.standardError,
    kl,
    ...(codes.onePrior && { aggregateKl: Math.max(0, kl.mean - found.mean) }),
    estimator:
      mixture === "whole set"
        ? `whole set, mixture of ${items}`
        : `within batches of ${options.batchSize ?? 32}`,
    cap,
  };
};
