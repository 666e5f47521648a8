import { type Batch, createRng, type Dataset, trainStep } from "@textvae/core";
import type { Case } from "./case.ts";
import { languageModel } from "./model.ts";

/** Batches of one run, taken evenly from an epoch, so that short and long sentences are in it. */
const BATCHES = 12;

/** Training steps on real sentences in batches of like lengths; PyTorch gets the same batches. */
export const corpusSteps = (dataset: Dataset, batchSize: number): Case => {
  const batches = sampleOf(dataset, batchSize);
  const sentences = batches.reduce((sum, { size }) => sum + size, 0);
  return {
    name: "corpus-step",
    description: `${batches.length} training steps on ${sentences} sentences of ${dataset.name}`,
    work: { unit: "sentences", amount: () => sentences },
    input: {
      vocabulary: dataset.vocabulary.size,
      batches: batches.map(({ text }) => ({
        time: text?.time,
        tokens: Array.from(text?.tokens_BT ?? []),
        lengths: Array.from(text?.lengths_B ?? []),
      })),
    },
    prepare(sizes) {
      const { model, plan } = languageModel(sizes, dataset.vocabulary);
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
  const epoch = dataset.epoch("train", { batchSize, rng: createRng(9) });
  const count = Math.min(BATCHES, epoch.length);
  return Array.from({ length: count }, (_, n) => epoch.at(Math.floor((n * epoch.length) / count)));
};
