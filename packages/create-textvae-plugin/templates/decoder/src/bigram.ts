import { neg, type Tensor1D, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import {
  type BuiltDecoder,
  checkConditioning,
  type Scope,
  type Sizes,
  type TextBatch,
} from "@textvae/core/plugin";
import { embeddingOf, fanInInitializer, sideBySide, type TokenEmbedding } from "@textvae/layers";
import { gatherRows, linear, vocabularyCrossEntropy } from "@textvae/ops";
import { checkGenerateRequest, generateSentences, sumByItem } from "@textvae/text/generation";

/** What every word of a sentence sees: its code and its condition, as far as there are any. */
type Given = readonly (Tensor2D | undefined)[];

export const buildBigram = (
  scope: Scope,
  sizes: Sizes,
  given: number | TokenEmbedding,
): BuiltDecoder => {
  const { latent, condition, vocabulary } = sizes;
  const embedding = embeddingOf(given);
  const embed = embedding.build(scope, sizes);
  const inputs = embedding.size + latent + condition;
  const kernel_FV = scope.variable("kernel", [inputs, vocabulary.size], fanInInitializer);
  const bias_V = scope.variable("bias", [vocabulary.size], fanInInitializer);
  const output = [kernel_FV as Tensor2D, bias_V as Tensor1D] as const;

  /** Word vectors beside what is given of the sentence of each. */
  const seen = (words_N: Int32Array, given_NX: Given): Tensor2D =>
    sideBySide([embed(words_N), ...given_NX]) as Tensor2D;

  return {
    logProb: (batch, z_BZ, { c_BC }) =>
      tidy(() => {
        checkConditioning("template-part.logProb", sizes, batch.size, z_BZ, c_BC);
        const text = batch.text as TextBatch;
        const { before_N, words_N, rows_N } = bigrams(text, vocabulary.eos);
        const given_NX = [z_BZ, c_BC].map((x) => x && gatherRows(x, rows_N));
        const nats_N = vocabularyCrossEntropy(seen(before_N, given_NX), ...output, words_N);
        return neg(sumByItem(nats_N, text));
      }),
    generate(z_BZ, options) {
      const request = checkGenerateRequest("template-part.generate", options);
      checkConditioning("template-part.generate", sizes, request.count, z_BZ, options.c_BC);
      const steps = {
        begin: (): Given => [z_BZ, options.c_BC],
        step: (state: Given, ids_R: Int32Array) => ({
          logits_RV: linear(seen(ids_R, state), ...output),
          state,
        }),
      };
      return generateSentences(steps, request, { eos: vocabulary.eos, rng: options.rng });
    },
  };
};

/** Every scored word of a batch, sentence after sentence, with the one before it and its sentence. */
const bigrams = ({ tokens_BT, lengths_B, time }: TextBatch, eos: number) => {
  const count = lengths_B.reduce((sum, length) => sum + length, 0);
  const [before_N, words_N, rows_N] = [0, 0, 0].map(() => new Int32Array(count)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let n = 0;
  lengths_B.forEach((length, row) => {
    for (let t = 0; t < length; t++, n++) {
      before_N[n] = t === 0 ? eos : (tokens_BT[row * time + t - 1] as number);
      words_N[n] = tokens_BT[row * time + t] as number;
      rows_N[n] = row;
    }
  });
  return { before_N, words_N, rows_N };
};
