import { mul, reshape, sum, type Tensor2D, tensor3d, tidy } from "@tensorflow/tfjs-core";
import { type Condition, definePlugin, type Plugin, type TextBatch } from "@textvae/core";
import { dropout, embeddingOf, linearHead } from "@textvae/layers";
import {
  type BowConditionInput,
  type BowConditionOptions,
  bowConditionOptions,
} from "./options.ts";
import { shares, wordsOf } from "./words.ts";

/**
 * The bag of words of a sentence: c = W (1/n) Σᵢ e(xᵢ) + b, `[B, C]`, the mean of its word vectors
 * through a linear map. Order and length are lost; an empty sentence has mean zero. The bag is that
 * of the very sentence a decoder is to predict, so that the numbers of such a model are those of
 * p(x|bag of x), not comparable with p(x).
 *
 * Parameters `kernel` `[E, C]`, `bias` `[C]`, and the embedding's table: the component's own for a
 * width, the model's when a `tokenEmbedding` is shared.
 *
 * Source: "Spherical Latent Spaces for Stable Variational Autoencoders", Xu and Durrett, 2018,
 * https://arxiv.org/abs/1808.10805 (NVRNN-BoW)
 *
 * @throws `OPTION` for options out of range.
 *
 * @example
 * const embedding = tokenEmbedding({ size: 100 });
 * const condition = bowCondition({ embedding, size: 200 });
 */
export const bowCondition: Plugin<BowConditionInput, Condition> = definePlugin({
  kind: "condition",
  name: "bow",
  version: "0.1.0",
  description: "The mean word vector of a sentence through a linear map",
  options: bowConditionOptions,
  paper: {
    title: "Spherical Latent Spaces for Stable Variational Autoencoders",
    year: 2018,
    url: "https://arxiv.org/abs/1808.10805",
  },
  create: (options: BowConditionOptions): Condition => ({
    size: options.size,
    reads: ["text"],
    build(scope, sizes) {
      const embedding = embeddingOf(options.embedding);
      const embed = embedding.build(scope, sizes);
      const project = linearHead(scope, embedding.size, options.size);

      return (batch, { rng, training }) =>
        tidy(() => {
          const text = batch.text as TextBatch;
          const words_NE = embed(wordsOf[options.protocol](text, sizes.vocabulary));
          const seen_NE = training
            ? dropout(words_NE, options.dropout, rng.stream("condition.dropout"))
            : words_NE;
          const words_BTE = reshape(seen_NE, [batch.size, text.time, embedding.size]);
          const share_BT1 = tensor3d(shares[options.protocol](text), [batch.size, text.time, 1]);
          return project(sum(mul(words_BTE, share_BT1), 1) as Tensor2D);
        });
    },
  }),
});
