import { type Decoder, definePlugin, type Plugin } from "@textvae/core";
import { generate } from "./generate.ts";
import { buildNetwork } from "./network.ts";
import { type LstmDecoderInput, type LstmDecoderOptions, lstmDecoderOptions } from "./options.ts";
import { logProb } from "./score.ts";

/**
 * LSTM sentence decoder: log p(x|z) = Σ_t log p(w_t | w_<t, z, c) in nats, `[B]`, with
 * p(w_t | ·) = softmax(h_t W + b) and h_t the output of an LSTM over the start of sentence and
 * the words before t. The end of sentence is scored, the start is not.
 *
 * z sets the first state, stands beside every fed word, or both; a condition c stands beside
 * every fed word. Without a latent code it is a language model that starts at zeros. Generation
 * is greedy, sampled or by beam search, and carries the state from word to word.
 *
 * Throws `OPTION` for options out of range and `SHAPE` for codes or conditions that do not fit.
 *
 * Source: "Generating Sentences from a Continuous Space", Bowman et al., 2016,
 * https://arxiv.org/abs/1511.06349; `inputless` and `latent: "both"` as in "Spherical Latent
 * Spaces for Stable Variational Autoencoders", Xu and Durrett, 2018,
 * https://arxiv.org/abs/1808.10805
 *
 * @example
 * const decoder = lstmDecoder({ embedding: 100, hidden: 400, dropout: 0.5, inputless: true });
 */
export const lstmDecoder: Plugin<LstmDecoderInput, Decoder> = definePlugin({
  kind: "decoder",
  name: "lstm",
  version: "0.1.0",
  description: "An LSTM that predicts each word from the code and the words before it",
  options: lstmDecoderOptions,
  paper: {
    title: "Generating Sentences from a Continuous Space",
    year: 2016,
    url: "https://arxiv.org/abs/1511.06349",
  },
  create: (options: LstmDecoderOptions): Decoder => ({
    reads: ["text"],
    build(scope, sizes) {
      const network = buildNetwork(scope, sizes, options);
      return {
        logProb: (batch, z_BZ, context) => logProb(network, options, batch, z_BZ, context),
        generate: (z_BZ, request) => generate(network, z_BZ, request),
      };
    },
  }),
});
