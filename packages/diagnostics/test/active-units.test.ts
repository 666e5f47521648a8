import { memory } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { activeUnits } from "@textvae/diagnostics";
import { expect, test } from "vitest";
import {
  datasetOf,
  drawn,
  linearPrior,
  modelOf,
  posteriorMean,
  widening,
} from "./linear-gaussian.ts";

await cpu().start();

const values = drawn(50);
const dataset = datasetOf(values);
const source = { model: modelOf(dataset, linearPrior()), dataset, split: "test" } as const;

test("variances are those of a second pass over all means, in batches of any size", async () => {
  const means = Array.from({ length: 50 }, (_, n) => posteriorMean(values, n));
  const expected = [0, 1].map((j) => {
    const column = means.map((mean) => mean[j] as number);
    const centre = column.reduce((sum, m) => sum + m, 0) / 50;
    return column.reduce((sum, m) => sum + (m - centre) ** 2, 0) / 49;
  });
  for (const batchSize of [1, 7, 50]) {
    const { variance_Z, active, units } = await activeUnits({ ...source, batchSize });
    for (const [j, found] of variance_Z.entries()) expect(found).toBeCloseTo(expected[j] ?? 0, 5);
    expect([active, units]).toEqual([2, 2]);
  }
  const between = ((expected[0] as number) + (expected[1] as number)) / 2;
  expect(await activeUnits({ ...source, threshold: between })).toMatchObject({ active: 1 });
});

test("a posterior that says the same of every item has none", async () => {
  const model = modelOf(dataset, linearPrior({ scale: 0 }));
  expect(await activeUnits({ ...source, model })).toMatchObject({ active: 0, variance_Z: [0, 0] });
});

test("a posterior without a mean is refused, and nothing leaks", async () => {
  const before = memory().numTensors;
  await activeUnits(source);
  expect(memory().numTensors).toBe(before);
  const model = modelOf(dataset, linearPrior(), [widening(0.5)]);
  await expect(activeUnits({ ...source, model })).rejects.toThrow(
    /expected a posterior with a mean/,
  );
});
