import { memory, tensor2d, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng, type Model } from "@textvae/core";
import { swapNeighbours, swapSensitivity } from "@textvae/diagnostics";
import { diagonalGaussian } from "@textvae/prior-gaussian";
import { buildVocabulary, type Sentence, sentenceDataset } from "@textvae/text";
import { describe, expect, test } from "vitest";

await cpu().start();

const textOf = (lengths: readonly number[], time: number) => ({
  tokens_BT: Int32Array.from({ length: lengths.length * time }, (_, i) => i),
  lengths_B: Int32Array.from(lengths),
  time,
});

describe("swapping neighbours", () => {
  const text = textOf([9, 5, 2, 1], 9);

  test("moves no word further than one place and leaves ends and padding alone", () => {
    const { tokens_BT } = swapNeighbours(text, 0.5, createRng(4));
    for (const [at, token] of tokens_BT.entries()) {
      expect(Math.abs(token - at)).toBeLessThanOrEqual(1);
      const [b, t] = [Math.floor(at / 9), at % 9];
      if (t >= (text.lengths_B[b] as number) - 1) expect(token).toBe(at);
    }
    expect([...tokens_BT].sort((a, b) => a - b)).toEqual([...text.tokens_BT]);
    expect(tokens_BT).not.toEqual(text.tokens_BT);
  });

  test("does nothing at rate 0 and exchanges every pair at rate 1", () => {
    expect(swapNeighbours(text, 0, createRng(4)).tokens_BT).toEqual(text.tokens_BT);
    const all = swapNeighbours(text, 1, createRng(4)).tokens_BT;
    expect([...all.subarray(0, 18)]).toEqual([
      1, 0, 3, 2, 5, 4, 7, 6, 8, 10, 9, 12, 11, 13, 14, 15, 16, 17,
    ]);
  });

  test("exchanges pairs as often as the rate says", () => {
    const pairs = 4000;
    const many = textOf(Array(pairs).fill(3), 3);
    const { tokens_BT } = swapNeighbours(many, 0.3, createRng(5));
    const moved = [...tokens_BT].filter((token, at) => token === at + 1).length;
    expect(Math.abs(moved / pairs - 0.3) / Math.sqrt((0.3 * 0.7) / pairs)).toBeLessThan(5);
  });
});

const sentences = ["a b c d", "c a", "d d b", "b"].map(
  (line) => ({ words: line.split(" ") }) as Sentence,
);
const vocabulary = buildVocabulary(sentences.map(({ words }) => words));
const dataset = sentenceDataset({ name: "four", vocabulary, splits: { test: sentences } });

/** A code of two numbers, one of which knows the order: Σ (id + 1) and Σ (id + 1)·t. */
const codeOf = (ids: ArrayLike<number>, words: number): [number, number] => {
  let [bag, order] = [0, 0];
  for (let t = 0; t < words; t++) {
    bag += (ids[t] as number) + 1;
    order += ((ids[t] as number) + 1) * t;
  }
  return [bag, order];
};
const model = {
  parts: {},
  vocabulary,
  condition: () => undefined,
  posterior({ text }: { text: ReturnType<typeof textOf> }) {
    const codes = [...text.lengths_B].map((length, b) =>
      codeOf(text.tokens_BT.subarray(b * text.time), length - 1),
    );
    const mean_BZ = tensor2d(codes);
    return diagonalGaussian({ mean_BZ, logStd_BZ: tidy(() => zerosLike(mean_BZ)) });
  },
} as unknown as Model;

describe("the sensitivity to swaps", () => {
  test("is 1 at rate 0 and at rate 1 the cosine with every pair exchanged", async () => {
    const found = await swapSensitivity({
      model,
      dataset,
      split: "test",
      rates: [0, 1],
      batchSize: 2,
    });
    const cosines = sentences.map(({ words }) => {
      const ids = words.map((word) => vocabulary.id(word));
      const other = ids.map((_, t) => ids[(t ^ 1) < ids.length ? t ^ 1 : t] as number);
      const [a, b] = [codeOf(ids, ids.length), codeOf(other, ids.length)];
      return (a[0] * b[0] + a[1] * b[1]) / (Math.hypot(...a) * Math.hypot(...b));
    });
    const expected = cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
    expect(found.map(({ rate }) => rate)).toEqual([0, 1]);
    expect(found[0]?.cosine.mean).toBeCloseTo(1, 6);
    expect(found[1]?.cosine.mean).toBeCloseTo(expected, 6);
    expect(expected).toBeLessThan(0.999);
  });

  test("leaks nothing", async () => {
    const before = memory().numTensors;
    await swapSensitivity({ model, dataset, split: "test" });
    expect(memory().numTensors).toBe(before);
  });
});
