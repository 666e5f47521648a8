import type { Split } from "../contracts/dataset.ts";
import type { Estimator } from "../contracts/objective.ts";
import { type EvaluateOptions, type ItemScores, scoreItems } from "./score-items.ts";

/** Held-out numbers, in nats per item unless named otherwise, with the estimator that made them. */
export interface Evaluation {
  readonly split: Split;
  readonly items: number;
  /** Scored tokens: ends of sentence in, starts out. */
  readonly tokens: number;
  readonly nll: number;
  /** exp(total nats / total tokens), at most the largest double. */
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

/**
 * Scores every item of a split once, by the experiment's `evaluation` where it has one.
 *
 * @example
 * const { ppl, estimator } = await evaluate({ ...experiment, model, dataset, split: "valid" });
 */
export const evaluate = async (options: EvaluateOptions): Promise<Evaluation> =>
  summarise(await scoreItems(options));

/** The means of {@link scoreItems}, and the perplexities. */
export const summarise = ({
  split,
  estimator,
  divergenceName,
  ...scores
}: ItemScores): Evaluation => {
  const { nll_N, tokens_N, reconstruction_N, divergence_N } = scores;
  const [items, tokens] = [nll_N.length, sumOf(tokens_N)];
  const nats = sumOf(nll_N);
  const natsPerToken_N = nll_N.map((nll, n) => nll / (tokens_N[n] as number));
  return {
    split,
    items,
    tokens,
    nll: nats / items,
    ppl: perplexity(nats / tokens),
    pplPerItem: perplexity(sumOf(natsPerToken_N) / items),
    reconstruction: sumOf(reconstruction_N) / items,
    divergence: sumOf(divergence_N) / items,
    ...(divergenceName !== undefined && { divergenceName }),
    estimator,
  };
};

/** exp of finite nats per token; what no double holds is the largest one, 1.8e308. */
export const perplexity = (natsPerToken: number): number =>
  Number.isFinite(natsPerToken)
    ? Math.min(Math.exp(natsPerToken), Number.MAX_VALUE)
    : Math.exp(natsPerToken);

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
