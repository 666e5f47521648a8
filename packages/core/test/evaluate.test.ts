import { bagVocabulary, createDataset } from "@textvae/text";
import "@tensorflow/tfjs-backend-cpu";
import { mean, memory, setBackend, tensor1d } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import {
  type Batch,
  type Dataset,
  evaluate,
  type Model,
  type Objective,
  scoreItems,
} from "../src/index.ts";
import { summarise } from "../src/training/evaluate.ts";

beforeAll(() => setBackend("cpu"));

// Document i has i + 1 words and costs nats[i].
const nats = [3, 1, 8, 2, 10];
const vocabulary = bagVocabulary(["a", "b"]);
const dataset = createDataset({
  name: "documents",
  vocabulary,
  provides: ["counts_BV"],
  splits: {
    test: {
      size: nats.length,
      batch: (items) => ({
        size: items.length,
        counts_BV: Float32Array.from([...items].flatMap((i) => [i, 1])),
      }),
    },
  },
});

const known: Objective = {
  needs: [],
  differentiatesSamples: false,
  terms(_model, { size, counts_BV = new Float32Array() }) {
    const words = Array.from({ length: size }, (_, b) => counts_BV[2 * b] as number);
    const nll_B = tensor1d(words.map((word) => nats[word] as number));
    const estimator = { name: "known", bound: true };
    return { loss: mean(nll_B), reconstruction_B: nll_B, nll_B, estimator };
  },
};

test("perplexity is over all words of the corpus, and as a mean per item", async () => {
  const before = memory().numTensors;
  const scores = await evaluate({
    model: {} as Model,
    objective: known,
    dataset,
    split: "test",
    batchSize: 2,
  });
  expect(scores).toMatchObject({ items: 5, tokens: 15, divergence: 0 });
  expect(scores.nll).toBeCloseTo(24 / 5, 12);
  expect(scores.ppl).toBeCloseTo(Math.exp(24 / 15), 12);
  const perItem = (3 / 1 + 1 / 2 + 8 / 3 + 2 / 4 + 10 / 5) / 5;
  expect(scores.pplPerItem).toBeCloseTo(Math.exp(perItem), 12);
  expect(memory().numTensors).toBe(before);
});

test("every item has its own score", async () => {
  const options = { model: {} as Model, objective: known, dataset, split: "test" } as const;
  const { nll_N, tokens_N, divergence_N } = await scoreItems({ ...options, batchSize: 2 });
  const byTokens = [...tokens_N].map((tokens, n) => [tokens, nll_N[n]]).sort();
  expect(byTokens).toEqual(nats.map((nll, i) => [i + 1, nll]));
  expect([...divergence_N]).toEqual([0, 0, 0, 0, 0]);
});

test("weights of items are not in the score of a split, which says so", async () => {
  const weighing: Dataset = {
    ...dataset,
    epoch: (split, options) => {
      const { length, at } = dataset.epoch(split, options);
      const weights = (batch: Batch) => Float32Array.from({ length: batch.size }, (_, b) => b + 1);
      return { length, at: (i) => ({ ...at(i), weights_B: weights(at(i)) }) };
    },
  };
  const options = { model: {} as Model, objective: known, split: "test", batchSize: 2 } as const;
  const [plain, weighed] = [
    await evaluate({ ...options, dataset }),
    await evaluate({ ...options, dataset: weighing }),
  ];
  expect(weighed.estimator.name).toBe("known, each item once");
  expect({ ...weighed, estimator: plain.estimator }).toEqual(plain);
});

test("a perplexity that no double holds is the largest one", async () => {
  const { ppl, pplPerItem } = summarise({
    split: "test",
    nll_N: Float64Array.of(1000, 2000),
    tokens_N: Float64Array.of(1, 1),
    reconstruction_N: new Float64Array(2),
    divergence_N: new Float64Array(2),
    estimator: { name: "exact", bound: true },
  });
  expect([ppl, pplPerItem]).toEqual([Number.MAX_VALUE, Number.MAX_VALUE]);
  expect(JSON.stringify({ ppl })).not.toContain("null");
});
