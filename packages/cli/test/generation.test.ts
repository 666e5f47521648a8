import { cpu } from "@textvae/backend-cpu";
import { assemble, bagVocabulary, createDataset, createRng, type Prior } from "@textvae/core";
import { bowDecoder } from "@textvae/decoder-bow";
import { bowEncoder } from "@textvae/encoder-bow";
import { bernoulli } from "@textvae/prior-bernoulli";
import { categorical } from "@textvae/prior-categorical";
import { expect, test } from "vitest";
import { encode } from "../src/generation.ts";

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
  const { at } = dataset.epoch("test", { batchSize: 1 });
  const codes = await encode(model, [at(0), at(1), at(2)], createRng(1), "sample");
  expect(codes).toHaveLength(3);
  for (const { z } of codes) expect(z.filter((value) => value !== 0 && value !== 1)).toEqual([]);
  model.dispose();
});
