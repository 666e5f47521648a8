import { type Tensor2D, tensor2d, tidy } from "@tensorflow/tfjs-core";
import {
  type Batch,
  type Context,
  definePlugin,
  dropout,
  type Encoder,
  mlp,
  type Plugin,
} from "@textvae/core";
import { type BowEncoderInput, type BowEncoderOptions, bowEncoderOptions } from "./options.ts";
import { readings } from "./reading.ts";

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
  create: ({ hidden, activation, dropout: rate, reads }: BowEncoderOptions): Encoder => ({
    features: hidden.at(-1) as number,
    reads: ["counts_BV"],
    build(scope, { vocabulary: { size } }) {
      const run = mlp(scope, { input: size, hidden, activation });
      const read = readings[reads];

      return ({ size: rows, counts_BV }: Batch, { rng, training }: Context) =>
        tidy(() => {
          const x_BV = new Float32Array(rows * size);
          for (let at = 0; at < x_BV.length; at += size) {
            x_BV.set(read((counts_BV as Float32Array).subarray(at, at + size)), at);
          }
          const drop = (h_BH: Tensor2D) =>
            training ? dropout(h_BH, rate, rng.stream("encoder.dropout")) : h_BH;
          return run(tensor2d(x_BV, [rows, size]), drop);
        });
    },
  }),
});
