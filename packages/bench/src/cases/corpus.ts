import { type Batch, createRng, type Dataset, type TextBatch, trainStep } from "@textvae/core";
import type { Case } from "./case.ts";
import { languageModel } from "./model.ts";

/** Batches of one run: of the lengths at so many even steps through the corpus by length. */
const BATCHES = 6;

/**
 * Training steps on real sentences, in textvae's batches of like lengths. PyTorch gets the same
 * sentences: shuffled and padded, as one trains with it, or in the same batches.
 */
export const corpusSteps = (dataset: Dataset, batchSize: number): Case[] => {
  const batches = sampleOf(dataset, batchSize);
  const sentences = batches.flatMap(sentencesOf);
  const order = createRng(9).permutation(sentences.length);
  const shuffled = Array.from(order, (i) => sentences[i] as readonly number[]);
  return [
    corpusCase("corpus-step", dataset, batches, paddedTo(batchSize, shuffled)),
    corpusCase("corpus-step-bucketed", dataset, batches, batches.map(sentencesOf).map(padded)),
  ];
};

const corpusCase = (
  name: string,
  dataset: Dataset,
  batches: readonly Batch[],
  given: readonly Padded[],
): Case => {
  const sentences = batches.reduce((sum, { size }) => sum + size, 0);
  return {
    name,
    description: `${batches.length} training steps on ${sentences} sentences of ${dataset.name}`,
    work: { unit: "sentences", amount: () => sentences },
    input: () => ({ vocabulary: dataset.vocabulary.size, batches: given }),
    prepare(sizes) {
      const { model, plan } = languageModel(sizes, { vocabulary: dataset.vocabulary });
      const rng = createRng(3);
      let state = plan.optimizer.init(model.parameters);
      let step = 0;
      return {
        async run() {
          for (const batch of batches) {
            const context = { rng, training: true, step: step++ };
            ({ state } = await trainStep({ model, ...plan }, state, batch, context));
          }
        },
        dispose() {
          model.dispose();
          for (const tensor of state.tensors.values()) tensor.dispose();
        },
      };
    },
  };
};

const sampleOf = (dataset: Dataset, batchSize: number): Batch[] => {
  const epoch = dataset.epoch("train", { batchSize });
  const count = Math.min(BATCHES, epoch.length);
  return Array.from({ length: count }, (_, n) =>
    epoch.at(Math.floor(((n + 0.5) * epoch.length) / count)),
  );
};

/** The tokens of each sentence of a batch. */
const sentencesOf = ({ text }: Batch): number[][] => {
  const { tokens_BT, lengths_B, time } = text as TextBatch;
  return Array.from(lengths_B, (length, row) =>
    Array.from(tokens_BT.subarray(row * time, row * time + length)),
  );
};

/** Sentences as PyTorch's side takes them: padded with zeros to the longest. */
interface Padded {
  readonly time: number;
  readonly tokens: readonly number[];
  readonly lengths: readonly number[];
}

const padded = (sentences: readonly (readonly number[])[]): Padded => {
  const lengths = sentences.map(({ length }) => length);
  const time = Math.max(...lengths);
  const tokens = sentences.flatMap((tokens) =>
    Array.from({ length: time }, (_, t) => tokens[t] ?? 0),
  );
  return { time, tokens, lengths };
};

const paddedTo = (size: number, sentences: readonly (readonly number[])[]): Padded[] =>
  Array.from({ length: Math.ceil(sentences.length / size) }, (_, n) =>
    padded(sentences.slice(n * size, (n + 1) * size)),
  );
