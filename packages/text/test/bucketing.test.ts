import { createRng } from "@textvae/core";
import { expect, it } from "vitest";
import { bucketBatches } from "../src/data/bucketing.ts";

const lengths = [...createRng(4).uniforms(57)].map((u) => Math.floor(9 * u * u));
const all = (rng?: ReturnType<typeof createRng>) => {
  const batches = bucketBatches({
    ...{ size: lengths.length, batchSize: 5, rng },
    length: (item) => lengths[item] as number,
  });
  return Array.from({ length: batches.length }, (_, i) => [...(batches.at(i) as Int32Array)]);
};

it("items go by length, equal ones in their order", () => {
  const items = lengths.map((_, item) => item);
  const sorted = items.sort((a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b);
  expect(all().flat()).toEqual(sorted);
});

it("items are shuffled as the generator says, each once, in batches of like length", () => {
  const batches = all(createRng(1));
  expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, item) => item));
  expect(all(createRng(1))).toEqual(batches);
  expect(all(createRng(2))).not.toEqual(batches);
  const spread = batches.map((batch) => {
    const own = batch.map((item) => lengths[item] as number);
    return Math.max(...own) - Math.min(...own);
  });
  expect(Math.max(...spread)).toBeLessThan(4);
});
