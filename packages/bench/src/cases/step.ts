import { type Batch, createRng, trainStep } from "@textvae/core";
import type { Sizes } from "../sizes.ts";
import { type Case, type Prepared, tokensOf } from "./case.ts";
import { type LanguageModelOptions, languageModel, randomBatch, zipfIds } from "./model.ts";

/** A whole update of the parameters, through the trainer's own step. */
export const step: Case = {
  name: "nvrnn-step",
  description: "one training step: loss, gradients, clipping, Adam",
  work: { unit: "tokens", amount: tokensOf },
  trains: true,
  prepare: (sizes) => updates(sizes, randomBatch(sizes)),
};

interface LargeVocabulary {
  readonly name: string;
  /** How many times the words of the sizes. */
  readonly times: number;
  /** Where clusters of an adaptive output end, as parts of the words of the sizes. */
  readonly cutoffs?: readonly number[];
}

/** Such a step with a vocabulary and an output of its own, on words as frequent as those of text. */
const stepOn = ({ name, times, cutoffs }: LargeVocabulary): Case => {
  const sized = (sizes: Sizes): Sizes => ({ ...sizes, vocabulary: times * sizes.vocabulary });
  const cutoffsOf = ({ vocabulary }: Sizes) =>
    cutoffs?.map((part) => Math.round(part * vocabulary));
  const batchOf = (sizes: Sizes) =>
    randomBatch(sizes, zipfIds(tokensOf(sizes), sized(sizes).vocabulary));
  return {
    name,
    description: `one training step on ${times} × the words, ${cutoffs ? "adaptive" : "softmax"}`,
    work: { unit: "tokens", amount: tokensOf },
    trains: true,
    input: (sizes) => ({
      vocabulary: sized(sizes).vocabulary,
      cutoffs: cutoffsOf(sizes),
      tokens: [...(batchOf(sizes).text?.tokens_BT ?? [])],
    }),
    prepare: (sizes) => updates(sized(sizes), batchOf(sizes), { cutoffs: cutoffsOf(sizes) }),
  };
};

/** Steps of large vocabularies: 10 000 and 50 000 words, clusters to 2000, 6000 and 10 000. */
export const largeVocabularies: readonly Case[] = [
  { name: "vocabulary-10k", times: 1 },
  { name: "vocabulary-10k-adaptive", times: 1, cutoffs: [0.2, 0.6] },
  { name: "vocabulary-50k", times: 5 },
  { name: "vocabulary-50k-adaptive", times: 5, cutoffs: [0.2, 0.6, 1] },
].map(stepOn);

/** Updates on one batch, again and again. */
const updates = (sizes: Sizes, batch: Batch, options: LanguageModelOptions = {}): Prepared => {
  const { model, plan } = languageModel(sizes, options);
  const rng = createRng(3);
  let state = plan.optimizer.init(model.parameters);
  let done = 0;
  return {
    async run() {
      const context = { rng, training: true, step: done++ };
      ({ state } = await trainStep({ model, ...plan }, state, batch, context));
    },
    dispose() {
      model.dispose();
      for (const tensor of state.tensors.values()) tensor.dispose();
    },
  };
};
