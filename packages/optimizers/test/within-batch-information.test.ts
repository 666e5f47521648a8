import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { assemble, createRng } from "@textvae/core";
import { beforeAll, expect, test } from "vitest";
import { normal, toyDataset, toyDecoder, toyEncoder, toyPrior } from "../../core/test/toy.ts";
import {
  meanWithinBatchInformation,
  withinBatchInformation,
} from "../src/within-batch-information.ts";

beforeAll(() => setBackend("cpu"));

const density = (z: number, mean: number, std: number): number =>
  Math.exp(-0.5 * ((z - mean) / std) ** 2) / (std * Math.sqrt(2 * Math.PI));

const estimate = (means: readonly number[], logStds: readonly number[], seed: number): number =>
  tidy(() => {
    const column = (values: readonly number[]) => tensor2d([...values], [values.length, 1]);
    const q = normal(column(means), column(logStds));
    return withinBatchInformation(q, createRng(seed)).dataSync()[0] as number;
  });

test("is the sum over all pairs", () => {
  const means = [0.3, -1, 2];
  const logStds = [0, -0.5, 0.3];
  const noise = createRng(7).normals(3);
  const std = (i: number) => Math.exp(logStds[i] as number);
  const expected = means.reduce((sum, mean, i) => {
    const z = mean + std(i) * (noise[i] as number);
    const aggregate = means.reduce((total, m, j) => total + density(z, m, std(j)) / 3, 0);
    return sum + Math.log(density(z, mean, std(i)) / aggregate) / 3;
  }, 0);
  expect(estimate(means, logStds, 7)).toBeCloseTo(expected, 5);
});

test("is 0 where the posterior is collapsed and log B where codes are far apart", () => {
  expect(estimate([1, 1, 1, 1], [0, 0, 0, 0], 1)).toBeCloseTo(0, 6);
  expect(estimate([0, 100, 200, 300], [0, 0, 0, 0], 1)).toBeCloseTo(Math.log(4), 5);
});

test("of a split is the mean over its batches by their items, the same for the same seed", async () => {
  const values = Array.from({ length: 9 }, (_, i) => 50 * i);
  const dataset = toyDataset(values);
  const model = assemble(
    { encoder: toyEncoder, prior: toyPrior(1, 0.1), decoder: toyDecoder },
    { dataset, seed: 1 },
  );
  const before = memory().numTensors;
  const ask = () => meanWithinBatchInformation({ model, dataset, split: "valid", batchSize: 4 });
  const information = await ask();
  // Batches of 4, 4 and 1: all codes are told apart.
  expect(information).toBeCloseTo((8 * Math.log(4)) / 9, 4);
  expect(await ask()).toBe(information);
  expect(memory().numTensors).toBe(before);
  model.dispose();
});
