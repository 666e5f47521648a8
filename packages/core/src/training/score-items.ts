import { dispose, type Rank, type Tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import type { Batch } from "../contracts/batch.ts";
import type { Dataset, Epoch, Split } from "../contracts/dataset.ts";
import type { Estimator } from "../contracts/objective.ts";
import { evaluating } from "../model/evaluating.ts";
import type { Model } from "../model/model.ts";
import { scoredTokensPerItem } from "../objectives/batch-rows.ts";
import { heldTerms } from "../objectives/held-terms.ts";
import { createRng, type RngState } from "../random/rng.ts";
import { checkParameters, nonFinite } from "./finite.ts";
import { required } from "./required.ts";
import type { TrainOptions } from "./train-options.ts";
import { createYield } from "./yield-to-host.ts";

/** An experiment and its model, or an objective alone, on a split. */
export interface EvaluateOptions extends Pick<TrainOptions, "objective" | "evaluation"> {
  readonly model: Model;
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

/** What each item of a split costs, in nats, in the order of its batches. */
export interface ItemScores {
  readonly split: Split;
  readonly nll_N: Float64Array;
  /** Scored tokens: ends of sentence in, starts out. */
  readonly tokens_N: Float64Array;
  readonly reconstruction_N: Float64Array;
  /** Zeros in a model without a latent code. */
  readonly divergence_N: Float64Array;
  /** What the divergence is: KL, MMD. */
  readonly divergenceName?: string;
  readonly estimator: Estimator;
}

/**
 * The score of every item of a split under the estimator of an experiment's evaluation, for what needs more than
 * their mean: paired comparisons of models, standard errors. Throws `NON_FINITE` for a parameter
 * or a score that is not a finite number, naming it.
 *
 * @example
 * const { nll_N, tokens_N } = await scoreItems({ model, objective, dataset, split: "test" });
 */
export const scoreItems = async (options: EvaluateOptions): Promise<ItemScores> =>
  (await scoreBatches(options)).scores;

/** The batches from one on and before another; all without. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Scores of some batches of a split, and the generator before and after them. */
export interface ScoredBatches {
  readonly scores: ItemScores;
  readonly draws: Draws;
}

/** Where a generator of random numbers stood before and after some work. */
export interface Draws {
  readonly before: RngState;
  readonly after: RngState;
}

/**
 * The scores of some batches, the same numbers as among those of all. What the batches before would have
 * drawn is drawn and thrown away, without decoding, which takes nearly all of the time.
 */
export const scoreBatches = async (
  options: EvaluateOptions,
  rangeOf: (epoch: Epoch) => Range = ({ length }) => ({ from: 0, to: length }),
): Promise<ScoredBatches> => {
  required("evaluate", options, ["model", "objective", "dataset", "split"]);
  const { model, dataset, split, batchSize = 32, seed = 0 } = options;
  const objective = options.evaluation ?? options.objective;
  const { onProgress, signal } = options;
  const yieldToHost = createYield();
  await checkParameters(`evaluation of ${split}`, model.parameters);
  const rng = createRng(seed).stream("evaluation");
  const epoch = dataset.epoch(split, { batchSize });
  const { from, to } = rangeOf(epoch);
  const nll: number[] = [];
  const tokens: number[] = [];
  const reconstruction: number[] = [];
  const divergence: number[] = [];
  let estimator: Estimator = { name: "none", bound: false };

  const silent = withoutDecoding(model);
  for (let index = 0; index < from; index++) {
    signal?.throwIfAborted();
    tidy(() => void objective.terms(silent, epoch.at(index), evaluating(rng)));
    await yieldToHost();
  }
  const before = rng.state();
  for (let index = from; index < to; index++) {
    signal?.throwIfAborted();
    const batch = epoch.at(index);
    const tensors = tidy(() => {
      const context = evaluating(rng);
      const terms = heldTerms(objective, objective.terms(model, batch, context), batch);
      estimator = batch.weights_B ? unweighted(terms.estimator) : terms.estimator;
      const { nll_B, reconstruction_B, divergence_B } = terms;
      return [nll_B, reconstruction_B, ...(divergence_B ? [divergence_B] : [])];
    });
    const [nll_B = [], reconstruction_B = [], divergence_B = new Float32Array(batch.size)] =
      await take(tensors);
    const told = { NLL: nll_B, reconstruction: reconstruction_B, divergence: divergence_B };
    for (const [name, values] of Object.entries(told)) checkItems(name, values, split, nll.length);
    nll.push(...nll_B);
    tokens.push(...Array.from(scoredTokensPerItem(batch)));
    reconstruction.push(...reconstruction_B);
    divergence.push(...divergence_B);
    onProgress?.((index + 1 - from) / (to - from));
    await yieldToHost();
  }
  const { divergenceName } = objective;
  const scores = {
    split,
    nll_N: Float64Array.from(nll),
    tokens_N: Float64Array.from(tokens),
    reconstruction_N: Float64Array.from(reconstruction),
    divergence_N: Float64Array.from(divergence),
    ...(divergenceName !== undefined && { divergenceName }),
    estimator,
  };
  return { scores, draws: { before, after: rng.state() } };
};

/** Items have weights in the loss, and count the same in what is told of a split. */
const unweighted = ({ name, bound }: Estimator): Estimator => ({
  name: `${name}, each item once`,
  bound,
});

/** The model with a decoder that knows nothing, for what is drawn on the way to it. */
const withoutDecoding = (model: Model): Model => {
  const nothing = ({ size }: Batch) => zeros<Rank.R1>([size]);
  return { ...model, logLikelihood: nothing, ...(model.penalty && { penalty: nothing }) };
};

/** The values of tensors; disposes them. One may stand there twice. */
const take = async (tensors: readonly Tensor[]) => {
  try {
    return await Promise.all(tensors.map((tensor) => tensor.data<"float32">()));
  } finally {
    dispose([...tensors]);
  }
};

/** No mean is told of items of which one has no number. */
const checkItems = (
  name: string,
  values_B: ArrayLike<number>,
  split: Split,
  before: number,
): void => {
  const index = Array.prototype.findIndex.call(values_B, (value) => !Number.isFinite(value));
  if (index < 0) return;
  throw nonFinite(
    `evaluation of ${split}`,
    `a ${name} of ${values_B[index]} for item ${before + index}`,
    "Look at that item, counted from 0 in the order of the batches, and at the weights.",
  );
};
