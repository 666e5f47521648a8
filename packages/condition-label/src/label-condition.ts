import type { Tensor2D } from "@tensorflow/tfjs-core";
import { type Condition, definePlugin, type Plugin, TextvaeError } from "@textvae/core";
import { uniformInitializer } from "@textvae/layers";
import { embeddingLookup } from "@textvae/ops";
import * as v from "valibot";

/** Options of {@link labelCondition}. */
export interface LabelConditionOptions {
  /** C, the width of the vector of a class. Default 50. */
  readonly size?: number | undefined;
}

const options = v.strictObject({
  size: v.optional(
    v.message(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), "a whole number ≥ 1"),
    50,
  ),
});

/**
 * The class of an item, such as the rating of a review, as a learned vector: c = table[label],
 * `[B, C]`. Parameter `table` `[L, C]` for L classes, uniform on ±0.1 at first.
 *
 * Source: "Learning Structured Output Representation using Deep Conditional Generative Models",
 * Sohn, Lee and Yan, 2015, https://papers.nips.cc/paper/5775; ratings in 50 dimensions as in
 * "Spherical Latent Spaces for Stable Variational Autoencoders", Xu and Durrett, 2018,
 * https://arxiv.org/abs/1808.10805
 *
 * @throws `OPTION` for a width out of range, `ASSEMBLY` for a dataset without classes, `SHAPE` for
 * a label that is none of them.
 *
 * @example
 * const model = assemble({ condition: labelCondition({ size: 50 }), encoder, prior, decoder }, …);
 */
export const labelCondition: Plugin<LabelConditionOptions, Condition> = definePlugin({
  kind: "condition",
  name: "label",
  version: "0.1.0",
  description: "The class or rating of an item as a learned vector",
  options,
  paper: {
    title: "Learning Structured Output Representation using Deep Conditional Generative Models",
    year: 2015,
    url: "https://papers.nips.cc/paper/5775",
  },
  create: ({ size }): Condition => ({
    size,
    reads: ["labels_B"],
    build(scope, { labels }) {
      if (labels === 0) {
        throw new TextvaeError("ASSEMBLY", "label condition", {
          expected: "a dataset with classes",
          got: "none",
          hint: "Choose a format with labels, such as label-tab or rating-first.",
        });
      }
      const table = scope.variable("table", [labels, size], uniformInitializer(0.1));
      return ({ labels_B }) =>
        embeddingLookup(table as unknown as Tensor2D, labels_B as Int32Array);
    },
  }),
});
