import { type Decoder, definePlugin, type Plugin } from "@textvae/core";
import { generate } from "./generate.ts";
import { buildNetwork } from "./network.ts";
import { type CnnDecoderInput, type CnnDecoderOptions, cnnDecoderOptions } from "./options.ts";
import { logProb } from "./score.ts";

/**
 * Dilated convolutional sentence decoder: log p(x|z) = Σ_t log p(w_t | w_<t, z, c) in nats, `[B]`,
 * with p(w_t | ·) = softmax(h_t W + b) and h_t of residual blocks (one step wide, dilated causal,
 * one step wide) over the start of sentence and the words before t. The end of sentence is scored.
 *
 * z and a condition c stand beside every fed word. How many words h_t sees is set by the
 * dilations, and with it how much is left to z. Generation keeps the past inputs of each
 * convolution and computes the newest step alone.
 *
 * Throws `OPTION` for options out of range and `SHAPE` for codes or conditions that do not fit.
 *
 * Source: "Improved Variational Autoencoders for Text Modeling using Dilated Convolutions", Yang
 * et al., 2017, https://arxiv.org/abs/1702.08139
 *
 * @example
 * const decoder = cnnDecoder({ embedding: 256, hidden: 512, filters: 256, dilations: "medium" });
 */
export const cnnDecoder: Plugin<CnnDecoderInput, Decoder> = definePlugin({
  kind: "decoder",
  name: "cnn",
  version: "0.1.0",
  description: "Dilated causal convolutions over the words before, beside the code",
  options: cnnDecoderOptions,
  paper: {
    title: "Improved Variational Autoencoders for Text Modeling using Dilated Convolutions",
    year: 2017,
    url: "https://arxiv.org/abs/1702.08139",
  },
  create: (options: CnnDecoderOptions): Decoder => ({
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
