import { cpu } from "@textvae/backend-cpu";
import { assemble, elbo, type Prior } from "@textvae/core";
import { bowDecoder } from "@textvae/decoder-bow";
import { kl } from "@textvae/divergence-kl";
import { bowEncoder } from "@textvae/encoder-bow";
import { bernoulli } from "@textvae/prior-bernoulli";
import { categorical } from "@textvae/prior-categorical";
import { bagVocabulary, createDataset } from "@textvae/text";
import { expect, test } from "vitest";
import { itemsOf, trainedModel } from "../src/index.ts";

await cpu().start();

const dataset = createDataset({
  name: "bags",
  vocabulary: bagVocabulary(["a", "b", "c"]),
  provides: ["counts_BV"],
  splits: {
    test: {
      size: 6,
      batch: (items) => ({
        size: items.length,
        counts_BV: Float32Array.from({ length: 3 * items.length }, (_, i) => i % 4),
      }),
    },
  },
});

const priors: Readonly<Record<string, Prior>> = {
  "Gumbel-softmax": categorical({ variables: 2, classes: 3, relaxation: "gumbel-softmax" }),
  "straight-through samples": categorical({ classes: 3, relaxation: "straight-through-sample" }),
  "bits with noise": bernoulli({ size: 8, noise: true }),
};

test.each(Object.entries(priors))("a code that is decoded is a code: %s", async (_, prior) => {
  const parts = { encoder: bowEncoder({ hidden: [4] }), prior, decoder: bowDecoder() };
  const model = assemble(parts, { dataset, seed: 1 });
  const objective = elbo({ divergence: kl() });
  const trained = trainedModel({ model, dataset, objective, recipe: "bags" });
  const codes = await trained.encode(itemsOf(dataset, "test"), { mode: "sample" });
  expect(codes).toHaveLength(6);
  for (const { z } of codes) {
    expect([...z].filter((value) => value !== 0 && value !== 1)).toEqual([]);
  }
  model.dispose();
});

test.each(Object.entries(priors))("codes that are drawn are floats: %s", async (_, prior) => {
  const parts = { encoder: bowEncoder({ hidden: [4] }), prior, decoder: bowDecoder() };
  const model = assemble(parts, { dataset, seed: 1 });
  const objective = elbo({ divergence: kl() });
  const drawn = await trainedModel({ model, dataset, objective, recipe: "bags" }).draw(2);
  expect(drawn.map(({ z }) => z)).toEqual([expect.any(Float32Array), expect.any(Float32Array)]);
  model.dispose();
});
