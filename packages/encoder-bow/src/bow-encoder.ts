import { type Tensor2D, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { type Batch, type Context, definePlugin, type Encoder, type Plugin } from "@textvae/core";
import { dropout, mlp } from "@textvae/layers";
import { type BowEncoderInput, type BowEncoderOptions, bowEncoderOptions } from "./options.ts";
import { readBatch, readings } from "./reading.ts";

/**
 * Encoder of bags of words: h = f(… f(xW₁ + b₁) …), `[B, H]`, where x are the counts of a document
 * or what `reads` makes of them, and f is tanh or relu.
 *
 * Throws `OPTION` for options out of range.
 *
 * Source: "Neural Variational Inference for Text Processing", Miao, Yu and Blunsom, 2016,
 * https://arxiv.org/abs/1511.06038
 *
 * @example
 * const encoder = bowEncoder({ hidden: [500], reads: "log" });
 */
export const bowEncoder: Plugin<BowEncoderInput, Encoder> = definePlugin({
  kind: "encoder",
  name: "bow",
  version: "0.1.0",
  description: "A multilayer perceptron over the word counts of a document",
  options: bowEncoderOptions,
  paper: {
    title: "Neural Variational Inference for Text Processing",
    year: 2016,
    url: "https://arxiv.org/abs/1511.06038",
  },
  create: ({ reads, hidden, activation, ...rates }: BowEncoderOptions): Encoder => ({
    features: hidden.at(-1) as number,
    reads: [readings[reads].field],
    build(scope, { vocabulary: { size } }) {
      const run = mlp(scope, { input: size, hidden, activation });

      return (batch: Batch, { rng, training }: Context) =>
        tidy(() => {
          const drop = (x_BH: Tensor2D, rate: number, stream: string) =>
            training ? dropout(x_BH, rate, rng.stream(stream)) : x_BH;
          const x_BV = tensor2d(readBatch(batch, readings[reads]), [batch.size, size]);
          return run(drop(x_BV, rates.inputDropout, "encoder.words"), (h_BH) =>
            drop(h_BH, rates.dropout, "encoder.dropout"),
          );
        });
    },
  }),
});
