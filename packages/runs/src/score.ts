import {
  batchesOfShard,
  type Dataset,
  type Estimator,
  type EvaluateOptions,
  type ItemScores,
  joinShards,
  type Model,
  type Objective,
  type Shard,
  scoreItems,
  scoreShard,
  workOf,
} from "@textvae/core";
import { iwaeBeside } from "@textvae/objectives";
import type { Batched } from "./codes.ts";
import type { ItemShard } from "./item-shard.ts";
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
   * `sample` (default): by the model's own estimator. `mean`: reconstruction from the mean code (the
   * mode where codes are discrete, whose mean is no code) and closed-form KL, which is no bound but the
   * same number in any engine. `prior`: without the text's
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
  options: ScoreOptions,
): Promise<TextScore[]> => {
  const batches = batchesOf(items, options.batchSize ?? 32);
  const found = await byEstimator({ model, objective, items, batches, options }, scoreItems);
  const rows = batches.flatMap((rows) => [...rows]);
  const scores = new Array<TextScore>(items.size);
  for (const [n, score] of textScores(items, rows, found).entries()) {
    scores[rows[n] as number] = score;
  }
  return scores;
};

/** One of several shards of {@link scoreTexts}. */
export const scoreTextShard = async (
  model: Model,
  objective: Objective,
  items: Items,
  options: ScoreOptions,
  shard: Shard,
): Promise<ItemShard<TextScore>> => {
  const batches = batchesOf(items, options.batchSize ?? 32);
  const asked = { model, objective, items, batches, options };
  const shards = await byEstimator(asked, (of) => scoreShard(of, shard));
  const work = batches.map((rows) => workOf(items.batch(rows)));
  const { from, to } = batchesOfShard(work, shard);
  const rows = batches.slice(from, to).flatMap((rows) => [...rows]);
  const found = textScores(
    items,
    rows,
    shards.map((one) => joinShards([one])),
  );
  return { rows, found, draws: shards.map(({ draws }) => draws) };
};

interface AskedScores {
  readonly model: Model;
  readonly objective: Objective;
  readonly items: Items;
  readonly batches: readonly Int32Array[];
  readonly options: ScoreOptions;
}

/** What is found by the model's own estimator and, where it is asked for, by IW-K. */
const byEstimator = async <T>(
  { model, objective, items, batches, options }: AskedScores,
  act: (options: EvaluateOptions) => Promise<T>,
): Promise<T[]> => {
  const { samples, seed = 0, signal, onProgress } = options;
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
  const objectives = [
    objective,
    ...(samples === undefined ? [] : [iwaeBeside(objective, { samples })]),
  ];
  const found: T[] = [];
  for (const [part, of] of objectives.entries()) {
    const told = (done: number) => onProgress?.((part + done) / objectives.length);
    const asked = { model, objective: of, dataset, split: "test", seed } as const;
    found.push(await act({ ...asked, ...(signal && { signal }), onProgress: told }));
  }
  return found;
};

/** The scores of items by their rows, in that order. */
const textScores = (
  items: Items,
  rows: readonly number[],
  [own, weighted]: readonly ItemScores[],
): TextScore[] =>
  rows.map((row, n) => {
    const { nll_N, tokens_N, reconstruction_N, divergence_N, divergenceName, estimator } =
      own as ItemScores;
    const [nll, tokens] = [nll_N[n] as number, tokens_N[n] as number];
    const iw = weighted?.nll_N[n];
    return {
      nll,
      tokens,
      ppl: Math.exp(nll / tokens),
      reconstruction: reconstruction_N[n] as number,
      divergence: divergence_N[n] as number,
      ...(divergenceName !== undefined && { divergenceName }),
      estimator,
      ...(weighted &&
        iw !== undefined && {
          weighted: { nll: iw, ppl: Math.exp(iw / tokens), estimator: weighted.estimator },
        }),
      unknown: items.unknown?.[row] ?? [],
    };
  });
