import { type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { createRng, evaluating } from "@textvae/core";
import type { Sizes } from "../sizes.ts";
import { type Case, tokensOf } from "./case.ts";
import { languageModel, randomBatch } from "./model.ts";

const generation = (name: string, description: string, count: (sizes: Sizes) => number): Case => ({
  name,
  description,
  work: { unit: "tokens", amount: (sizes) => count(sizes) * sizes.time },
  prepare(sizes) {
    const { model } = languageModel(sizes);
    const rng = createRng(7);
    const z_BZ = rng.normal([count(sizes), sizes.latent]) as Tensor2D;
    const options = { count: count(sizes), maxLength: sizes.time, rng } as const;
    return {
      run: () => model.generate(z_BZ, { ...options, strategy: { kind: "greedy" } }),
      dispose() {
        model.dispose();
        z_BZ.dispose();
      },
    };
  },
});

/** Greedy decoding of codes, for a batch and for one sentence. */
export const generations: readonly Case[] = [
  generation("generation", "a batch of codes decoded greedily", ({ batch }) => batch),
  generation("generation-one", "one code decoded greedily", () => 1),
];

/** What evaluation does: encode, sample, score; no gradients. */
export const inference: Case = {
  name: "inference",
  description: "the ELBO of a batch, without gradients",
  work: { unit: "tokens", amount: tokensOf },
  prepare(sizes) {
    const { model, plan } = languageModel(sizes);
    const batch = randomBatch(sizes);
    const context = evaluating(createRng(8));
    return {
      async run() {
        const nll_B = tidy(() => plan.evaluation.terms(model, batch, context).nll_B);
        await nll_B.data();
        nll_B.dispose();
      },
      dispose: () => model.dispose(),
    };
  },
};
