import { neg, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import {
  type Context,
  checkConditioning,
  type Decoder,
  definePlugin,
  evaluating,
  type Plugin,
  type Scope,
  type Sizes,
  TextvaeError,
} from "@textvae/core";
import { dropout, linearHead, mlp, sideBySide } from "@textvae/layers";
import { countCrossEntropy } from "@textvae/ops";
import { countsOf } from "./counts.ts";
import { generate } from "./generate.ts";
import { type BowDecoderInput, type BowDecoderOptions, bowDecoderOptions } from "./options.ts";

/**
 * Decoder of bags of words: log p(x|z) = Σ_v count_v log softmax(f(z)W + b)_v in nats, `[B]`, with
 * f the hidden layers, if any. Given z the words of a document are independent of each other. A
 * condition c stands beside z. Read of text, the end of sentence is one of the words, so that it
 * is a distribution over sentences whose words are drawn one by one without regard to each other.
 *
 * It generates the words of a code: the `maxLength` most probable ones, best first, or a sampled
 * bag of `maxLength` words, as its strategy says.
 *
 * Throws `OPTION` for options out of range, `SHAPE` for codes or conditions that do not fit, and
 * `ASSEMBLY` in a model that has neither.
 *
 * Source: "Neural Variational Inference for Text Processing", Miao, Yu and Blunsom, 2016,
 * https://arxiv.org/abs/1511.06038; a hidden layer as in "Spherical Latent Spaces for Stable
 * Variational Autoencoders", Xu and Durrett, 2018, https://arxiv.org/abs/1808.10805
 *
 * @example
 * const decoder = bowDecoder({ hidden: [400] });
 * const loss = bowDecoder({ hidden: [400], reads: "text" }); // beside another decoder
 */
export const bowDecoder: Plugin<BowDecoderInput, Decoder> = definePlugin({
  kind: "decoder",
  name: "bow",
  version: "0.1.0",
  description: "A softmax over the vocabulary from which all words of a document are drawn",
  options: bowDecoderOptions,
  paper: {
    title: "Neural Variational Inference for Text Processing",
    year: 2016,
    url: "https://arxiv.org/abs/1511.06038",
  },
  create: (options: BowDecoderOptions): Decoder => ({
    reads: [options.reads === "text" ? "text" : "counts_BV"],
    build(scope, sizes) {
      const logits = buildLogits(scope, sizes, options);
      return {
        logProb: (batch, z_BZ, context) =>
          tidy(() => {
            checkConditioning("bow.logProb", sizes, batch.size, z_BZ, context.c_BC);
            const counts_BV = countsOf[options.reads](batch, sizes.vocabulary);
            return neg(countCrossEntropy(logits(z_BZ, context), counts_BV));
          }),
        async generate(z_BZ, request) {
          checkConditioning("bow.generate", sizes, request.count, z_BZ, request.c_BC);
          const { rng, c_BC } = request;
          const context = { ...evaluating(rng), ...(c_BC && { c_BC }) };
          return generate(() => logits(z_BZ, context), sizes.vocabulary, request);
        },
      };
    },
  }),
});

/** The logits of the words, `[B, V]`, from z and c. */
const buildLogits = (
  scope: Scope,
  { latent, condition, vocabulary }: Sizes,
  { hidden, activation, dropout: rate }: BowDecoderOptions,
): ((z_BZ: Tensor2D | undefined, context: Context) => Tensor2D) => {
  const input = latent + condition;
  if (input === 0) {
    throw new TextvaeError("ASSEMBLY", "bow decoder", {
      expected: "a code or a condition to decode",
      got: "neither",
      hint: "Add a prior and an encoder.",
    });
  }
  const run = mlp(scope.child("hidden"), { input, hidden, activation });
  const output = linearHead(scope.child("output"), hidden.at(-1) ?? input, vocabulary.size);
  return (z_BZ, { rng, training, c_BC }) => {
    const drop = (h_BH: Tensor2D) =>
      training ? dropout(h_BH, rate, rng.stream("decoder.dropout")) : h_BH;
    return output(run(sideBySide([z_BZ, c_BC]) as Tensor2D, drop));
  };
};
