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

/** The NVRNN with a Gaussian code, without dropout, with Adam and gradients clipped at norm 5. */
export const languageModel = (
  sizes: Sizes,
  vocabulary: Vocabulary = vocabularyOf(sizes),
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
    },
    builtins(),
  );
  const dataset = { vocabulary, provides: ["text"] } as const;
  return { model: assemble(plan.parts, { dataset, seed: 1, objective: plan.objective }), plan };
};

/** Sentences of equal length, whose words are drawn uniformly. */
export const randomBatch = (sizes: Sizes): Batch => {
  const { batch, time, vocabulary } = sizes;
  const tokens_BT = randomIds(batch * time, vocabulary).map((id, i) =>
    (i + 1) % time === 0 ? 0 : id,
  );
  const lengths_B = new Int32Array(batch).fill(time);
  return { size: batch, text: { tokens_BT, lengths_B, time } };
};

/** Ids of the vocabulary, drawn uniformly. */
export const randomIds = (count: number, vocabulary: number): Int32Array =>
  Int32Array.from(createRng(2).uniforms(count), (uniform) => Math.floor(uniform * vocabulary));

const vocabularyOf = ({ vocabulary }: Sizes): Vocabulary =>
  parseVocabulary(Array.from({ length: vocabulary - 2 }, (_, i) => `w${i}`));
