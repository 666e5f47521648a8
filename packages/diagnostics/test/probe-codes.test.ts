import { tensor2d, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { type Batch, createRng, type Model } from "@textvae/core";
import { probeCodes, subset } from "@textvae/diagnostics";
import { diagonalGaussian } from "@textvae/prior-gaussian";
import { bagVocabulary, createDataset } from "@textvae/text";
import { expect, test } from "vitest";

await cpu().start();

const WORDS = 6;
const vocabulary = bagVocabulary(["a", "b", "c", "d", "e", "f"]);
const splitOf = (size: number, seed: number) => {
  const counts = createRng(seed)
    .uniforms(size * WORDS)
    .map((u) => Math.floor(4 * u));
  return {
    size,
    batch: (items: ArrayLike<number>): Batch => ({
      size: items.length,
      counts_BV: Float32Array.from(
        Array.from(items).flatMap((n) => [1, ...counts.subarray(n * WORDS + 1, (n + 1) * WORDS)]),
      ),
    }),
  };
};
const dataset = createDataset({
  name: "bags",
  vocabulary,
  provides: ["counts_BV"],
  splits: { train: splitOf(400, 1), valid: splitOf(80, 2), test: splitOf(80, 3) },
});

/** Codes that are a function of the bag, or of nothing. */
const modelOf = (knows: boolean) => {
  const noise = createRng(5);
  return {
    parts: {},
    vocabulary,
    condition: () => undefined,
    posterior: ({ size, counts_BV = new Float32Array() }: Batch) => {
      const codes = Array.from({ length: size }, (_, b) => {
        if (!knows) return [...noise.normals(3)];
        const at = (i: number) => counts_BV[b * WORDS + i] as number;
        return [at(1) - at(2), at(3) - at(4), at(5) - at(1)];
      });
      const mean_BZ = tensor2d(codes);
      return diagonalGaussian({ mean_BZ, logStd_BZ: tidy(() => zerosLike(mean_BZ)) });
    },
  } as unknown as Model;
};

test("a code made of the bag is told from it, one made of nothing is not", async () => {
  const vectors_VE = Float32Array.from({ length: 36 }, (_, at) => (at % 7 === 0 ? 1 : 0));
  const options = { dataset, vectors_VE, hidden: 16, epochs: 8, learningRate: 0.02 };
  const knowing = await probeCodes({ ...options, model: modelOf(true) });
  const ignorant = await probeCodes({ ...options, model: modelOf(false) });
  expect(knowing.bowToCode.cosine).toBeGreaterThan(0.95);
  expect(ignorant.bowToCode.cosine).toBeLessThan(0.4);
  expect(knowing.codeToBow.cosine).toBeGreaterThan(ignorant.codeToBow.cosine + 0.02);
});

test("a subset has whole batches of one split, each once, and leaves the others", () => {
  const some = subset(dataset, "test", { items: 30, batchSize: 8 });
  const epoch = some.epoch("test", { batchSize: 32 });
  const sizes = Array.from({ length: epoch.length }, (_, i) => epoch.at(i).size);
  expect(sizes).toEqual([8, 8, 8, 8]);
  expect(some.size("test")).toBe(32);
  expect(some.size("train")).toBe(400);
  const all = Array.from({ length: 10 }, (_, i) =>
    String(dataset.epoch("test", { batchSize: 8 }).at(i).counts_BV),
  );
  const chosen = sizes.map((_, i) => all.indexOf(String(epoch.at(i).counts_BV)));
  expect(new Set(chosen).size).toBe(4);
  expect(chosen).not.toContain(-1);
  expect(Object.keys(some)).not.toContain("batch"); // which would number the items of all of test
});
