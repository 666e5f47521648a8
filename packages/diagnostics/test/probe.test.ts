import { memory } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng } from "@textvae/core";
import { type Pairs, probe } from "@textvae/diagnostics";
import { expect, test } from "vitest";

await cpu().start();

const MAP = [0.5, -1, 0.3, 0.8, 0.2, -0.6, -0.4, 0.7];

/** Pairs with to = from·M planted (4 numbers to 2), or with nothing in common. */
const pairs = (rows: number, seed: number, planted: boolean): Pairs => {
  const rng = createRng(seed);
  const from_NI = Float32Array.from(rng.normals(4 * rows));
  const noise = rng.normals(2 * rows);
  const to_NO = Float32Array.from({ length: 2 * rows }, (_, at) => {
    if (!planted) return noise[at] as number;
    const [n, o] = [Math.floor(at / 2), at % 2];
    return [0, 1, 2, 3].reduce(
      (sum, i) => sum + (from_NI[4 * n + i] as number) * (MAP[2 * i + o] as number),
      0,
    );
  });
  return { from_NI, to_NO, rows };
};
const splits = (planted: boolean) => ({
  train: pairs(800, 1, planted),
  valid: pairs(200, 2, planted),
  test: pairs(200, 3, planted),
});
const options = { hidden: 16, learningRate: 0.02 };

test("a planted linear relation is found again", async () => {
  const found = await probe(splits(true), options);
  expect(found.cosine).toBeGreaterThan(0.97);
});

test("where there is none nothing is found, and the epoch is chosen without the test split", async () => {
  const found = await probe(splits(false), { ...options, epochs: 4 });
  // The mean of 200 cosines of directions at random in the plane has a standard error of 0.05.
  expect(Math.abs(found.cosine)).toBeLessThan(0.25);
  const { train, valid } = splits(false);
  const other = await probe({ train, valid, test: pairs(50, 9, false) }, { ...options, epochs: 4 });
  expect(other.epoch).toBe(found.epoch);
  expect(other.validCosine).toBe(found.validCosine);
});

test("nothing leaks", async () => {
  const before = memory().numTensors;
  await probe(splits(true), { ...options, epochs: 1 });
  expect(memory().numTensors).toBe(before);
});

test.each([
  [{ epochs: 0 }, "OPTION", /^probe\.epochs: expected a whole number ≥ 1; got 0/],
  [{ batchSize: 0 }, "OPTION", /^probe\.batchSize: /],
  [{ hidden: 2.5 }, "OPTION", /^probe\.hidden: .*2\.5/],
  [{ learningRate: Number.NaN }, "OPTION", /^probe\.learningRate: expected a finite number > 0/],
  [{ learningRate: Number.POSITIVE_INFINITY }, "OPTION", /^probe\.learningRate: /],
  [{ learningRate: 1e38, epochs: 1 }, "NON_FINITE", /^probe: .*NaN/],
])("what ends in no cosine is refused: %o", async (odd, code, says) => {
  const few = pairs(40, 1, true);
  const found = probe({ train: few, valid: few, test: few }, odd);
  await expect(found).rejects.toMatchObject({ code, message: expect.stringMatching(says) });
});
