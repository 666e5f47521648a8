import { memory, tensor2d } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { assemble, type Prior } from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { bowDecoder } from "@textvae/decoder-bow";
import { bowEncoder } from "@textvae/encoder-bow";
import { bernoulli } from "@textvae/prior-bernoulli";
import { gaussian } from "@textvae/prior-gaussian";
import { afterEach, expect, test } from "vitest";
import { hashing } from "../src/index.ts";

await cpu().start();

/** 250 documents, more than a batch; those of class 1 have word 1, those of class 2 word 3. */
const documents = Array.from({ length: 250 }, (_, i) =>
  i % 2 === 0 ? `1 1:${1 + (i % 3)} 2:1` : `2 3:${1 + (i % 4)} 2:1`,
).join("\n");
const dataset = bow({
  splits: { train: documents, test: documents.split("\n").slice(0, 30).join("\n") },
  vocabulary: "goal\nteam\norbit\n",
});

const made: { dispose(): void }[] = [];
afterEach(() => {
  for (const model of made.splice(0)) model.dispose();
});

/** A model whose bit i says whether a document holds word 1 (row 1) or word 3 (row 3). */
const modelOf = (prior: Prior, head: string) => {
  const parts = {
    encoder: bowEncoder({ hidden: [3], reads: "presence" }),
    prior,
    decoder: bowDecoder(),
  };
  const model = assemble(parts, { dataset, seed: 1 });
  made.push(model);
  const identity = tensor2d([3, 0, 0, 0, 3, 0, 0, 0, 3], [3, 3]);
  const bits = tensor2d([5, -5, 0, 0, -5, 5], [3, 2]);
  model.parameters.get("encoder.0.kernel")?.assign(identity);
  model.parameters.get(head)?.assign(bits);
  identity.dispose();
  bits.dispose();
  return model;
};

test("bits that tell the classes apart find only their own class", async () => {
  const model = modelOf(bernoulli({ size: 2, noise: true }), "prior.logits.kernel");
  const before = memory().numTensors;
  expect(await hashing({ model, dataset })).toEqual({
    bits: 2,
    precision: 1,
    neighbours: 100,
    threshold: 0.5,
    queries: "test",
    database: "train",
  });
  expect(memory().numTensors).toBe(before);
});

test("real codes are cut at their median in the database, or where one says", async () => {
  const model = modelOf(gaussian({ size: 2 }), "prior.mean.kernel");
  const found = await hashing({ model, dataset, neighbours: 40, queries: "train" });
  expect(found).toMatchObject({ threshold: "median", precision: 1, neighbours: 40 });
  // Above every mean: all codes are equal, and half of the database is of any class.
  const blind = await hashing({ model, dataset, threshold: 1e6 });
  expect(blind.precision).toBeCloseTo(0.5, 12);
});

test("a document is not its own neighbour where queries and database are one split", async () => {
  const model = modelOf(gaussian({ size: 2 }), "prior.mean.kernel");
  // All codes equal: of the 29 others of test 14 are of a document's class, both classes being 15.
  const mute = { model, dataset, threshold: 1e6, queries: "test", database: "test" } as const;
  const found = await hashing(mute); // as many as there are, where these are fewer than 100
  expect(found.neighbours).toBe(29);
  expect(found.queryLeftOut).toBe(true);
  expect(found.precision).toBeCloseTo(14 / 29, 12);
  await expect(hashing({ ...mute, neighbours: 30 })).rejects.toThrow(
    "hashing.neighbours: expected a whole number from 1 to 29, the size of the database without the query",
  );
});

test("needs a code and labels", async () => {
  const languageModel = { parts: { decoder: bowDecoder() } } as never;
  await expect(hashing({ model: languageModel, dataset })).rejects.toMatchObject({
    code: "CAPABILITY",
  });
  const model = modelOf(gaussian({ size: 2 }), "prior.mean.kernel");
  const epoch: typeof dataset.epoch = (split, options) => {
    const { length, at } = dataset.epoch(split, options);
    const unlabelled = (index: number) => {
      const { labels_B: _, ...batch } = at(index);
      return batch;
    };
    return { length, at: unlabelled };
  };
  await expect(hashing({ model, dataset: { ...dataset, epoch } })).rejects.toMatchObject({
    code: "CAPABILITY",
  });
});
