import {
  type Dataset,
  type Estimator,
  iwaeBeside,
  type Model,
  type Objective,
  scoreItems,
} from "@textvae/core";
import type { Batched } from "./codes.ts";
import { batchesOf, type Items } from "./texts.ts";

/** What a text costs under a model, in nats. */
export interface TextScore {
  readonly nll: number;
  /** Scored tokens: the end of the sentence in, its start out. */
  readonly tokens: number;
  /** exp(nll / tokens). */
  readonly ppl: number;
  readonly reconstruction: number;
  /** 0 in a model without a latent code. */
  readonly divergence: number;
  readonly divergenceName?: string;
  readonly estimator: Estimator;
  /** −log p(x) by K importance samples, where asked for. */
  readonly weighted?: { readonly nll: number; readonly ppl: number; readonly estimator: Estimator };
  /** Words that the model does not know: it scored `<unk>` in their place. */
  readonly unknown: readonly string[];
}

export interface ScoreOptions extends Batched {
  /**
   * `sample` (default): by the model's own estimator. `mean`: reconstruction from the mean code and
   * closed-form KL, which is no bound but the same number in any engine. `prior`: without the text's
   * own code, −log p(x|z) with z drawn from the prior.
   */
  readonly at?: "sample" | "mean" | "prior";
  /** K of a further importance-weighted estimate. */
  readonly samples?: number;
  readonly seed?: number;
}

/** Scores each item with the model's estimator and, when asked, with IW-K, in the order given. */
export const scoreTexts = async (
  model: Model,
  objective: Objective,
  items: Items,
  { samples, seed = 0, batchSize = 32, signal, onProgress }: ScoreOptions,
): Promise<TextScore[]> => {
  const batches = batchesOf(items, batchSize);
  const order = batches.flatMap((rows) => [...rows]);
  const dataset: Dataset = {
    name: "texts",
    provides: ["text"],
    vocabulary: model.vocabulary,
    splits: ["test"],
    size: () => items.size,
    epoch: () => ({
      length: batches.length,
      at: (index) => items.batch(batches[index] as Int32Array),
    }),
  };
  const parts = samples === undefined ? 1 : 2;
  const scored = (of: Objective, part: number) =>
    scoreItems({
      ...{ model, objective: of, dataset, split: "test", seed },
      ...(signal && { signal }),
      ...(onProgress && { onProgress: (done: number) => onProgress((part + done) / parts) }),
    });
  const own = await scored(objective, 0);
  const weighted =
    samples === undefined ? undefined : await scored(iwaeBeside(objective, { samples }), 1);

  const scores = new Array<TextScore>(items.size);
  for (const [n, row] of order.entries()) {
    const [nll, tokens] = [own.nll_N[n] as number, own.tokens_N[n] as number];
    const iw = weighted?.nll_N[n];
    scores[row] = {
      nll,
      tokens,
      ppl: Math.exp(nll / tokens),
      reconstruction: own.reconstruction_N[n] as number,
      divergence: own.divergence_N[n] as number,
      ...(own.divergenceName !== undefined && { divergenceName: own.divergenceName }),
      estimator: own.estimator,
      ...(weighted &&
        iw !== undefined && {
          weighted: { nll: iw, ppl: Math.exp(iw / tokens), estimator: weighted.estimator },
        }),
      unknown: items.unknown?.[row] ?? [],
    };
  }
  return scores;
};
