import { perplexity } from "@textvae/core";
import type { TextScore } from "../score.ts";

/** Sums of a corpus under one estimator. */
export interface ScoreTotal {
  readonly sentences: number;
  readonly tokens: number;
  /** Total nats. */
  readonly nats: number;
  /** Nats per sentence. */
  readonly nll: number;
  /** exp(nats / tokens). */
  readonly ppl: number;
  readonly estimator: TextScore["estimator"];
}

/** The totals of the scores of texts, under each estimator that they have. */
export const totalsOf = (scores: readonly TextScore[]): ScoreTotal[] => {
  const [sentences, tokens] = [scores.length, sum(scores.map((score) => score.tokens))];
  const total = (nlls: readonly number[], estimator: ScoreTotal["estimator"]): ScoreTotal => {
    const nats = sum(nlls);
    return {
      sentences,
      tokens,
      nats,
      nll: nats / sentences,
      ppl: perplexity(nats / tokens),
      estimator,
    };
  };
  const weighted = scores.flatMap((score) => (score.weighted ? [score.weighted] : []));
  return [scores, weighted].flatMap((of) =>
    of[0]
      ? [
          total(
            of.map(({ nll }) => nll),
            of[0].estimator,
          ),
        ]
      : [],
  );
};

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
