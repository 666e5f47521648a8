import { add, type Tensor1D } from "@tensorflow/tfjs-core";
import { type Evaluation, evaluate, perplexity, TextvaeError } from "@textvae/core";
import { scoredTokens } from "@textvae/core/internals";
import { importanceSamples, iwae } from "@textvae/objectives";
import type { Elsewhere } from "./elsewhere.ts";
import { errorOfLowered, type Gap, gapOf } from "./gap.ts";
import type { ModelFacts } from "./given-model.ts";
import { estimate } from "./rows.ts";
import { asksModel, type Measure, type Source, sourceOf, visitPosteriors } from "./source.ts";
import { subset } from "./subset.ts";

export interface ImportanceWeightedOptions extends Source {
  /** K, the samples of each item. Default 500. */
  readonly samples?: number;
  /** Samples of a batch decoded at once; bounds memory. Default 10. */
  readonly chunk?: number;
  /** Random items that are given K ≥ 2 samples, at least 2. Default, and from N on: all of the split. */
  readonly items?: number;
}

/** Held-out numbers with K samples; reconstruction and divergence are those of the ELBO. */
export interface ImportanceWeighted extends Evaluation {
  /** Of how many random items K samples were drawn, where not of all, and the standard error of `nll`. */
  readonly drawn?: { readonly items: number; readonly standardError: number };
}

/** The same of posteriors from elsewhere, whose items have no tokens. */
export type WeightedItems = Pick<
  Evaluation,
  "items" | "nll" | "reconstruction" | "divergence" | "estimator"
>;

/**
 * Held-out −log p(x) by importance sampling,
 * −log (1/K) Σ_k p(x|z_k) p(z_k) / q(z_k|x), z_k ~ q(z|x), in nats per item, with perplexities.
 * An upper bound in expectation that falls towards −log p(x) as K grows; K = 1 is the ELBO of one
 * sample. With flows q is the density of z_K, its log-determinants included.
 *
 * With `items` the split's ELBO of one sample is lowered by the mean gap between both bounds on so
 * many random items: the same in expectation, and for few items far nearer to it than their own
 * mean would be, as gaps differ less than items do. Its standard error counts all three sources:
 * which items were drawn, the samples of their gaps, and the samples of the ELBO.
 *
 * Source: "Importance Weighted Autoencoders", Burda, Grosse and Salakhutdinov, 2016,
 * https://arxiv.org/abs/1509.00519
 *
 * Posteriors from elsewhere come with their p(z) and with log p(x|z) as a function of codes, and are
 * all drawn from. Their items have no tokens, and so no perplexities.
 *
 * @throws `OPTION` for counts of samples below 1, and of items below 2 or with K = 1, which tell
 * of no error.
 *
 * @example
 * const { nll, ppl } = await importanceWeightedNll({ model, dataset, split: "test", samples: 500 });
 * await importanceWeightedNll(posteriors, { prior, logLikelihood: (z_NZ) => score(z_NZ) });
 */
export const importanceWeightedNll: {
  (
    posteriors: Elsewhere,
    options: Omit<Measure<ImportanceWeightedOptions>, "items"> & Required<ModelFacts>,
  ): Promise<WeightedItems>;
  (options: ImportanceWeightedOptions): Promise<ImportanceWeighted>;
} = async (
  from: ImportanceWeightedOptions | Elsewhere,
  options: Measure<ImportanceWeightedOptions> & ModelFacts = {},
) => {
  const source = sourceOf<ImportanceWeightedOptions>(WHERE, from, options);
  if (asksModel(WHERE, from)) return weighted(source);
  if (source.items !== undefined) {
    const hint = "Without a model every item is drawn from: leave out items.";
    refuse("items", "no number of items, of posteriors from elsewhere", source.items, hint);
  }
  const { items, nll, reconstruction, divergence, estimator } = await weighted(source);
  return { items, nll, reconstruction, divergence, estimator } as ImportanceWeighted;
};

const WHERE = "importanceWeightedNll";

const weighted = async (options: ImportanceWeightedOptions): Promise<ImportanceWeighted> => {
  const { samples = 500, chunk = 10, items, ...source } = options;
  const { dataset, split, batchSize = 32, seed = 0 } = source;
  const scored = (k: number, of: Source): Promise<Evaluation> =>
    evaluate({ ...of, objective: iwae({ samples: k, chunk: Math.min(chunk, k) }) });
  if (items !== undefined) checkDraw(items, samples);
  if (items === undefined || items >= dataset.size(split)) return scored(samples, source);

  const { onProgress: _, ...quietly } = source;
  const whole = await scored(1, quietly);
  const some = subset(dataset, split, { items, batchSize: 1, seed });
  const alone = { ...source, dataset: some, batchSize: 1 };
  const drawn = await gapsOf(alone, samples, Math.min(samples, chunk * batchSize));
  return lowered(whole, drawn, samples);
};

interface DrawnGap extends Gap {
  readonly tokens: number;
}

/** The gaps of a source of batches of one. */
const gapsOf = async (source: Source, samples: number, chunk: number): Promise<DrawnGap[]> => {
  const gaps: DrawnGap[] = [];
  await visitPosteriors(
    source,
    ({ q, batch, context }) => {
      const weighed = importanceSamples(source.model, q, batch, context, { samples, chunk });
      return [add<Tensor1D>(weighed.logRatio_N, weighed.logLikelihood_N)];
    },
    ([logWeight_K = []], batch) => {
      gaps.push({ ...gapOf(logWeight_K), tokens: scoredTokens(batch) });
    },
  );
  return gaps;
};

/** The whole split's ELBO, less the mean gap of the items that have an IW-K. */
const lowered = (
  whole: Evaluation,
  drawn: readonly DrawnGap[],
  samples: number,
): ImportanceWeighted => {
  const nll = whole.nll - estimate(drawn.map(({ gap }) => gap)).mean;
  const gapPerToken = estimate(drawn.map(({ gap, tokens }) => gap / tokens)).mean;
  return {
    ...whole,
    nll,
    ppl: perplexity((nll * whole.items) / whole.tokens),
    pplPerItem: perplexity(Math.log(whole.pplPerItem) - gapPerToken),
    estimator: { ...whole.estimator, name: `IW-${samples}` },
    drawn: { items: drawn.length, standardError: errorOfLowered(drawn, whole.items) },
  };
};

const refuse = (option: string, expected: string, got: number, hint: string): never => {
  throw new TextvaeError("OPTION", `${WHERE}.${option}`, { expected, got: String(got), hint });
};

const checkDraw = (items: number, samples: number): void => {
  if (!(items >= 2 && (Number.isInteger(items) || items === Number.POSITIVE_INFINITY))) {
    refuse("items", "a whole number ≥ 2", items, "One item alone tells of no error.");
  }
  if (samples === 1) {
    const hint = "IW-1 is the ELBO of one sample: leave out the number of items.";
    refuse("samples", "at least 2, where only some items are drawn", samples, hint);
  }
};
