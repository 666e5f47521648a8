import {
  assemble,
  type Batch,
  createRng,
  type Experiment,
  type Model,
  type Vocabulary,
} from "@textvae/core";
import { builtins, nvrnn } from "@textvae/recipes";
import { parseVocabulary } from "@textvae/text";
import type { Sizes } from "../sizes.ts";

export interface LanguageModelOptions {
  readonly vocabulary?: Vocabulary;
  /** Of an adaptive output; without them it is a softmax. */
  readonly cutoffs?: readonly number[] | undefined;
}

/** The NVRNN with a Gaussian code, without dropout, with Adam and gradients clipped at norm 5. */
export const languageModel = (
  sizes: Sizes,
  { vocabulary = vocabularyOf(sizes), cutoffs }: LanguageModelOptions = {},
): { model: Model; plan: Experiment } => {
  const { embedding, hidden, latent, batch } = sizes;
  const plan = nvrnn.create(
    {
      prior: "gaussian",
      dim: latent,
      embedding,
      hidden,
      batchSize: batch,
      dropout: 0,
      optimizer: "adam",
      clip: 5,
      ...(cutoffs && { output: "adaptive", outputOptions: { cutoffs } }),
    },
    builtins(),
  );
  const dataset = { vocabulary, provides: ["text"] } as const;
  return { model: assemble(plan.parts, { dataset, seed: 1, objective: plan.objective }), plan };
};

/** Sentences of equal length, whose words are drawn uniformly unless they are given. */
export const randomBatch = (
  sizes: Sizes,
  ids: Int32Array = randomIds(sizes.batch * sizes.time, sizes.vocabulary),
): Batch => {
  const { batch, time } = sizes;
  const tokens_BT = ids.map((id, i) => ((i + 1) % time === 0 ? 0 : id));
  const lengths_B = new Int32Array(batch).fill(time);
  return { size: batch, text: { tokens_BT, lengths_B, time } };
};

/** Ids of the vocabulary, drawn uniformly. */
export const randomIds = (count: number, vocabulary: number): Int32Array =>
  Int32Array.from(createRng(2).uniforms(count), (uniform) => Math.floor(uniform * vocabulary));

/** Ids of words drawn by Zipf's law, p(id) ∝ 1 / (id + 1), as those of text about are. */
export const zipfIds = (count: number, vocabulary: number): Int32Array => {
  const total = Math.log(vocabulary + 1);
  return Int32Array.from(createRng(2).uniforms(count), (uniform) =>
    Math.min(vocabulary - 1, Math.floor(Math.exp(uniform * total)) - 1),
  );
};

const vocabularyOf = ({ vocabulary }: Sizes): Vocabulary =>
  parseVocabulary(Array.from({ length: vocabulary - 2 }, (_, i) => `w${i}`));
