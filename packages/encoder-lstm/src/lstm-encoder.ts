import { reshape, type Tensor, type Tensor2D, type Tensor3D, tidy } from "@tensorflow/tfjs-core";
import {
  type Batch,
  type BatchField,
  type Context,
  checkConditioning,
  definePlugin,
  type Encoder,
  type Plugin,
  type TextBatch,
} from "@textvae/core";
import { dropout, embeddingOf, sideBySide, stackedLstm, timeMajor } from "@textvae/layers";
import { gatherRows } from "@textvae/ops";
import { type LstmEncoderInput, type LstmEncoderOptions, lstmEncoderOptions } from "./options.ts";
import { buildSummary, summaryWidth } from "./summary.ts";

/**
 * LSTM sentence encoder: h = the last state of an LSTM over the word vectors, `[B, H]`
 * (`[B, 2H]` when bidirectional), or W[h; c] + b of the last states, `[B, H]`.
 *
 * Padding is never read. The embedding's table is `embedding.table`: the component's own for a
 * width, the model's when a `tokenEmbedding` is shared. Throws `OPTION` for options out of range and
 * `SHAPE` for a condition that does not fit.
 *
 * Source: "Generating Sentences from a Continuous Space", Bowman et al., 2016,
 * https://arxiv.org/abs/1511.06349; `reads: "feed"` with `summary: "hidden-cell"` is the encoder
 * of "Spherical Latent Spaces for Stable Variational Autoencoders", Xu and Durrett, 2018,
 * https://arxiv.org/abs/1808.10805
 *
 * @example
 * const encoder = lstmEncoder({ embedding: 100, hidden: 400, bidirectional: true });
 */
export const lstmEncoder: Plugin<LstmEncoderInput, Encoder> = definePlugin({
  kind: "encoder",
  name: "lstm",
  version: "0.1.0",
  description: "The last state of an LSTM over the words of a sentence",
  options: lstmEncoderOptions,
  paper: {
    title: "Generating Sentences from a Continuous Space",
    year: 2016,
    url: "https://arxiv.org/abs/1511.06349",
  },
  create: (options: LstmEncoderOptions): Encoder => ({
    features: summaryWidth(options),
    reads: ["text"] satisfies BatchField[],
    build(scope, sizes) {
      const { hidden, layers, bidirectional, dropout: rate, reads } = options;
      const embedding = embeddingOf(options.embedding);
      const embed = embedding.build(scope, sizes);
      const condition = options.condition === "input" ? sizes.condition : 0;
      const input = embedding.size + condition;
      const run = stackedLstm(scope, { input, hidden, layers, bidirectional });
      const summarise = buildSummary(scope, options);

      return (batch: Batch, { rng, training, c_BC }: Context) =>
        tidy(() => {
          const text = batch.text as TextBatch;
          const drop = <T extends Tensor>(x: T): T =>
            training ? dropout(x, rate, rng.stream("encoder.dropout")) : x;
          const given = condition > 0 ? c_BC : undefined;
          const expected = { ...sizes, latent: 0, condition };
          checkConditioning("lstm.encode", expected, batch.size, undefined, given);
          const words = drop(
            embed(timeMajor(text, sizes.vocabulary.eos, reads === "feed" ? 1 : 0)),
          );
          const rows = Int32Array.from({ length: words.shape[0] }, (_, at) => at % batch.size);
          const x = sideBySide([words, given && gatherRows(given, rows)]) as Tensor2D;
          const { states } = run({
            x_TBE: reshape(x, [text.time, batch.size, input]) as Tensor3D,
            lengths_B: text.lengths_B,
            between: drop,
          });
          return summarise(states.slice(bidirectional ? -2 : -1));
        });
    },
  }),
});
