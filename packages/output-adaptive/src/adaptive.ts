import {
  add,
  concat,
  reshape,
  slice,
  type Tensor1D,
  type Tensor2D,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import {
  type BuiltOutput,
  definePlugin,
  type Output,
  type OutputSizes,
  type Plugin,
  type Scope,
} from "@textvae/core";
import { affineParameters } from "@textvae/layers";
import { gatherRows, linear, logProbabilities, vocabularyCrossEntropy } from "@textvae/ops";
import * as v from "valibot";
import { divide, endsOf } from "./clusters.ts";
import { buildTail, type Tail } from "./tail.ts";

export interface AdaptiveOptions {
  /**
   * The ids at which clusters end, ascending: words below the first are told by the head itself. An
   * empty list makes one cluster, a softmax. Default: 2000, 10 000 and 50 000, as far as there are more words.
   */
  readonly cutoffs?: readonly number[] | undefined;
  /** How many times narrower the features of a cluster are than those of the one before. Default 4. */
  readonly divide: number;
}

/** The options as given: each may be left out. */
export type AdaptiveInput = {
  readonly [Option in keyof AdaptiveOptions]?: AdaptiveOptions[Option] | undefined;
};

const CUTOFFS = "whole numbers ≥ 1, each above the one before";

const isAscending = (cutoffs: unknown): boolean =>
  Array.isArray(cutoffs) &&
  cutoffs.every((cutoff, i) => Number.isSafeInteger(cutoff) && cutoff > (cutoffs[i - 1] ?? 0));

const options: v.GenericSchema<AdaptiveInput, AdaptiveOptions> = v.strictObject({
  cutoffs: v.optional(v.custom<readonly number[]>(isAscending, CUTOFFS)),
  divide: v.optional(v.pipe(v.number(), v.finite(), v.minValue(1)), 4),
});

/**
 * Adaptive softmax: p(w|h) of a large vocabulary, exact and normalised, at a cost that frequent words
 * set. Ids in order of frequency are cut into clusters. The head is a softmax over the words of the
 * first cluster and one entry for each of the others; a word of cluster i has
 *
 *   log p(w|h) = log p(i|h) + log p(w|h, i),   p(·|h, i) = softmax((h Pᵢ) Wᵢ + bᵢ),
 *
 * with h Pᵢ of width ⌊H / divideⁱ⌋. Training computes a cluster on the rows alone whose word is in it,
 * so that logits of all words are never made. Parameters: `head.kernel` `[H, K]`, `head.bias` `[K]`, and
 * for each tail `tail.i.projection`, `tail.i.kernel`, `tail.i.bias`.
 *
 * Source: "Efficient softmax approximation for GPUs", Grave et al., 2017, https://arxiv.org/abs/1609.04309
 *
 * @throws {TextvaeError} `OPTION` for options out of range, and at assembly for cutoffs beyond the vocabulary.
 *
 * @example
 * const decoder = lstmDecoder({ output: adaptive({ cutoffs: [2000, 6000] }) });
 */
export const adaptive: Plugin<AdaptiveInput, Output> = definePlugin({
  kind: "output",
  name: "adaptive",
  version: "0.1.0",
  description: "Adaptive softmax: rare words in clusters that are computed where they occur",
  paper: {
    title: "Efficient softmax approximation for GPUs",
    year: 2017,
    url: "https://arxiv.org/abs/1609.04309",
  },
  options,
  create: (options: AdaptiveOptions): Output => ({
    build: (scope, sizes) => buildAdaptive(scope, sizes, options),
  }),
});

const buildAdaptive = (
  scope: Scope,
  { features, vocabulary }: OutputSizes,
  { cutoffs, divide: times }: AdaptiveOptions,
): BuiltOutput => {
  const ends = endsOf(cutoffs, vocabulary.size);
  const [frequent = 0, ...rarer] = ends;
  const { kernel, bias } = affineParameters(scope.child("head"), features, frequent + rarer.length);
  const tails = rarer.map((end, i) => {
    const width = Math.max(1, Math.floor(features / times ** (i + 1)));
    const words = end - (ends[i] as number);
    return buildTail(scope.child(`tail.${i}`), { features, width, words });
  });

  return {
    crossEntropy: (h_NH, targets_N) =>
      tidy(() => {
        const { told_N, members, places_N } = divide(targets_N, ends);
        const told = vocabularyCrossEntropy(h_NH, kernel, bias, told_N);
        if (members.length === 0) return told;
        const within = members.map(({ tail, rows, targets }) =>
          (tails[tail] as Tail).crossEntropy(gatherRows(h_NH, rows), targets),
        );
        return add(told, placed(within, places_N));
      }),
    logits: (h_NH) =>
      tidy(() => {
        const head_NK = linear(h_NH, kernel, bias);
        if (tails.length === 0) return head_NK;
        const log_NK = logProbabilities(head_NK);
        const rows = h_NH.shape[0];
        const words = tails.map((tail, i) =>
          add(slice(log_NK, [0, frequent + i], [rows, 1]), logProbabilities(tail.logits(h_NH))),
        );
        return concat([slice(log_NK, [0, 0], [rows, frequent]), ...words], 1) as Tensor2D;
      }),
  };
};

/** The value at each place of all vectors, one after the other; zero beyond them. */
const placed = (values: readonly Tensor1D[], places_N: Int32Array): Tensor1D => {
  const all = concat([...values, zeros([1])]);
  const column = reshape(all, [all.size, 1]) as Tensor2D;
  return reshape(gatherRows(column, places_N), [places_N.length]);
};
