import { add, matMul, type Tensor1D, type Tensor2D, tidy, transpose } from "@tensorflow/tfjs-core";
import { definePlugin, type Output, type Plugin, TextvaeError } from "@textvae/core";
import { fanInInitializer, zerosInitializer } from "@textvae/layers";
import { linear, vocabularyCrossEntropy } from "@textvae/ops";
import * as v from "valibot";

/**
 * Tied embeddings: the vectors of the words that a decoder is fed, `[V, E]`, are the kernel of its
 * output, too: p(w|h) = softmax(x Tᵀ + b)_w, with x = h where features have the width of word vectors
 * and x = h P otherwise. Parameters: `projection` `[H, E]` where widths differ, and `bias` `[V]`.
 *
 * Source: "Using the Output Embedding to Improve Language Models", Press and Wolf, 2017,
 * https://arxiv.org/abs/1608.05859
 *
 * @throws {TextvaeError} `ASSEMBLY`, when it is built, in a decoder whose word vectors are no table.
 *
 * @example
 * const decoder = lstmDecoder({ embedding: 100, hidden: 400, output: tied() });
 */
export const tied: Plugin<Readonly<Record<string, never>>, Output> = definePlugin({
  kind: "output",
  name: "tied",
  version: "0.1.0",
  description: "A softmax whose kernel is the table of word vectors",
  paper: {
    title: "Using the Output Embedding to Improve Language Models",
    year: 2017,
    url: "https://arxiv.org/abs/1608.05859",
  },
  options: v.strictObject({}) as v.GenericSchema<Readonly<Record<string, never>>>,
  create: (): Output => ({
    build(scope, { features, vocabulary, table_VE }) {
      if (!table_VE) throw withoutTable();
      const width = table_VE.shape[1];
      const projection =
        width === features
          ? undefined
          : scope.variable("projection", [features, width], fanInInitializer);
      const bias = scope.variable("bias", [vocabulary.size], zerosInitializer) as Tensor1D;
      const narrowed = (h_NH: Tensor2D): Tensor2D =>
        projection ? linear(h_NH, projection as Tensor2D) : h_NH;
      return {
        crossEntropy: (h_NH, targets_N) =>
          tidy(() => vocabularyCrossEntropy(narrowed(h_NH), transpose(table_VE), bias, targets_N)),
        logits: (h_NH) => tidy(() => add(matMul(narrowed(h_NH), table_VE, false, true), bias)),
      };
    },
  }),
});

const withoutTable = (): TextvaeError =>
  new TextvaeError("ASSEMBLY", 'output "tied"', {
    expected: "a decoder whose word vectors are one table",
    got: "none that its embedding tells of",
    hint: "Use tokenEmbedding({ size }) or a width as embedding, or another output.",
  });
