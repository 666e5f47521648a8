import { createRng, trainStep } from "@textvae/core";
import { type Case, tokensOf } from "./case.ts";
import { languageModel, randomBatch } from "./model.ts";

/** A whole update of the parameters, through the trainer's own step. */
export const step: Case = {
  name: "nvrnn-step",
  description: "one training step: loss, gradients, clipping, Adam",
  work: { unit: "tokens", amount: tokensOf },
  prepare(sizes) {
    const { model, plan } = languageModel(sizes);
    const batch = randomBatch(sizes);
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
  },
};
