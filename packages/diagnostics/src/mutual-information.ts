import { TextvaeError } from "@textvae/core";
import { isWhole } from "@textvae/ops";
import { aggregate, type Mixture } from "./aggregate.ts";
import { type Codes, drawCodes } from "./codes.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { ModelFacts } from "./given-model.ts";
import { type Estimate, estimate, variance } from "./rows.ts";
import { type Measure, type Source, sourceOf } from "./source.ts";

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
  /** Of the estimate before it is held; absent of one code alone. */
  readonly standardError?: number;
  /** E KL(q(z|x)‖p(z)) from the same samples, held to be ≥ 0. */
  readonly kl: Estimate;
  /** KL(q(z)‖p(z)) = KL − I, from 0 to KL; absent in a conditional model, which has no one p(z). */
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
 * With the whole split it is free of bias for these items, but for what holds it to [0, min(KL, cap)]:
 * where I is nothing that is 0.4 standard errors too much. Within batches it can't exceed
 * ln(batch size), so that numbers of different batch sizes or estimators are not comparable. Works
 * for every family through `logProb`; memory is bounded.
 *
 * Standard errors are those of the draw of codes, for these items: from the codes of each item where
 * there are several; of one code each from all of them, which is too much rather than too little, as
 * items differ as well.
 *
 * Source: "Lagging Inference Networks and Posterior Collapse in Variational Autoencoders", He,
 * Spokoyny, Neubig and Berg-Kirkpatrick, 2019, https://arxiv.org/abs/1901.05534 (within batches);
 * "ELBO surgery", Hoffman and Johnson, 2016 (the identity).
 *
 * Posteriors from elsewhere, a distribution or a list of them, come with their p(z); each of the list
 * is a batch.
 *
 * @throws `CAPABILITY` where a posterior can't tell the density of other codes than its own: point
 * codes, flows without an inverse; `OPTION` for posteriors without their p(z), `SHAPE` for what is none.
 *
 * @example
 * const { mutualInformation, estimator } = await mutualInformation({ model, dataset, split: "test" });
 * const { aggregateKl } = await mutualInformation(posteriors, { prior: standardNormal(2) });
 */
export const mutualInformation = async (
  from: InformationOptions | Elsewhere,
  options: Measure<InformationOptions> & Pick<ModelFacts, "prior"> = {},
): Promise<Information> => {
  const source = sourceOf<InformationOptions>("mutualInformation", from, options);
  const { mixture = "whole set", samples = 1 } = source;
  checkOptions(mixture, samples);
  const codes = await drawCodes(source, samples);
  const { logAggregate_N, components_N } = await aggregate(source, codes, mixture);
  const found = overCodes(
    logAggregate_N.map((log, i) => (codes.logPosterior_N[i] as number) - log),
    codes,
    samples,
  );
  const sampled = overCodes(codes.logRatio_N, codes, samples);
  const kl = { ...sampled, mean: Math.max(0, sampled.mean) };
  const cap = estimate(components_N.map(Math.log)).mean;
  const bound = codes.onePrior ? Math.min(cap, kl.mean) : cap;
  const information = Math.max(0, Math.min(found.mean, bound));
  const items = codes.count / samples;
  return {
    mutualInformation: information,
    ...(found.standardError !== undefined && { standardError: found.standardError }),
    kl,
    ...(codes.onePrior && { aggregateKl: kl.mean - information }),
    estimator:
      mixture === "whole set"
        ? `whole set, mixture of ${items}`
        : `within batches of ${source.batchSize ?? 32}`,
    cap,
  };
};

/** A mean over codes, which lie sample-major within each batch, with the error of their draw. */
const overCodes = (values_N: ArrayLike<number>, { starts }: Codes, samples: number): Estimate => {
  const all = estimate(values_N);
  if (samples === 1) return all;
  const within: number[] = [];
  for (const [index, from] of starts.slice(0, -1).entries()) {
    const size = ((starts[index + 1] as number) - from) / samples;
    for (let b = 0; b < size; b++) {
      within.push(
        variance(
          Array.from({ length: samples }, (_, s) => values_N[from + s * size + b] as number),
        ),
      );
    }
  }
  return { mean: all.mean, standardError: Math.sqrt(estimate(within).mean / values_N.length) };
};

const checkOptions = (mixture: Mixture, samples: number): void => {
  const refuse = (option: string, expected: string, got: unknown): never => {
    const where = `mutualInformation.${option}`;
    throw new TextvaeError("OPTION", where, { expected, got: String(got) });
  };
  if (!isWhole(samples)) refuse("samples", "a whole number ≥ 1", samples);
  if (mixture === "whole set" || mixture === "within batch") return;
  refuse("mixture", '"whole set" or "within batch"', mixture);
};
