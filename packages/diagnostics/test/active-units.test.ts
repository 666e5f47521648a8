import { memory, zeros } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import type { Flow, Model } from "@textvae/core";
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
import { meanAndError } from "./moments.ts";

await cpu().start();

const values = drawn(50);
const dataset = datasetOf(values);
const source = { model: modelOf(dataset, linearPrior()), dataset, split: "test" } as const;

/** The identity, behind which a posterior knows no mean. */
const oneForAll: Flow = {
  supports: ["euclidean"],
  build: () => ({
    forward: (z_BZ) => ({ z_BZ: z_BZ.clone(), logDet_B: zeros([z_BZ.shape[0]]) }),
  }),
};

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

/** Over seeds: the mean of the variances found, less what they should be, in standard errors. */
const deviations = async (model: Model, expected: readonly number[]): Promise<number[]> => {
  const found: (readonly number[])[] = [];
  for (let seed = 0; seed < 100; seed++) {
    found.push((await activeUnits({ ...source, model, seed, samples: 4 })).variance_Z);
  }
  return expected.map((variance, j) => {
    const { mean, standardError } = meanAndError(found.map((of) => of[j] as number));
    return (mean - variance) / standardError;
  });
};

test("without a mean, samples find the same variances, their noise taken off", async () => {
  // The flow leaves each mean where it is.
  const bent = modelOf(dataset, linearPrior(), [widening(2)]);
  const { variance_Z } = await activeUnits(source);
  for (const deviation of await deviations(bent, variance_Z)) {
    expect(Math.abs(deviation)).toBeLessThan(5);
  }
  const idle = modelOf(dataset, linearPrior({ scale: 0 }), [oneForAll]);
  for (const deviation of await deviations(idle, [0, 0])) {
    expect(Math.abs(deviation)).toBeLessThan(5);
  }
});

test("what was measured is named, and too few samples are refused", async () => {
  expect((await activeUnits(source)).estimator).toBe("posterior mean");
  const model = modelOf(dataset, linearPrior(), [widening(2)]);
  const { estimator } = await activeUnits({ ...source, model });
  expect(estimator).toBe("mean of 16 samples, less their noise");
  await expect(activeUnits({ ...source, samples: 1 })).rejects.toThrow(/a whole number ≥ 2/);
});

test("one item has no variance, and is refused rather than told as inactive", async () => {
  await expect(activeUnits([[1, 2]])).rejects.toMatchObject({ code: "CAPABILITY" });
});

test("nothing leaks", async () => {
  const model = modelOf(dataset, linearPrior(), [widening(2)]);
  const before = memory().numTensors;
  await activeUnits(source);
  await activeUnits({ ...source, model });
  expect(memory().numTensors).toBe(before);
});
