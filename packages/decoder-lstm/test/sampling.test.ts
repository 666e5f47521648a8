import { createCursor } from "@textvae/text";
import { beforeAll, expect, test } from "vitest";
import { stepModel } from "../src/generate.ts";
import { batchOf, build, evaluating, request, rows, startCpu, total, valuesOf } from "./tiny.ts";

beforeAll(startCpu);

/** Σ (observed − expected)²/expected. */
const chiSquare = (observed: readonly number[], probabilities: readonly number[]): number => {
  const n = total(observed);
  return total(
    observed.map((count, i) => {
      const expected = n * (probabilities[i] as number);
      return (count - expected) ** 2 / expected;
    }),
  );
};

/*
 * Sentences of at most two words and the rest: 8 classes. scipy.stats.chi2.isf(1e-6, 7) = 40.52:
 * a right sampler fails one seed in a million.
 */
test.each([1, 0.6])("sentences come as often as they should at temperature %f", async (tau) => {
  const count = 4000;
  const tiny = build();
  const code = [0.5, -1];
  const sentences = [[], [1], [2], [1, 1], [1, 2], [2, 1], [2, 2]];
  const z = rows(Array.from({ length: count }, () => code));
  const drawn = (await tiny.decoder.generate?.(
    z,
    request({ kind: "sample", temperature: tau }, { count, maxLength: 3, seed: 5 }),
  )) as number[][];

  const expected =
    tau === 1
      ? await modelProbabilities(tiny, sentences, code)
      : await temperedProbabilities(tiny, sentences, code, tau);
  const keys = sentences.map(String);
  const observed = keys.map((key) => drawn.filter((words) => String(words) === key).length);
  const rest = count - total(observed);
  const statistic = chiSquare([...observed, rest], [...expected, 1 - total(expected)]);
  expect(statistic).toBeLessThan(40.52);
});

const modelProbabilities = async (
  { decoder }: ReturnType<typeof build>,
  sentences: number[][],
  code: number[],
): Promise<number[]> => {
  const z = rows(sentences.map(() => code));
  return (await valuesOf(decoder.logProb(batchOf(sentences), z, evaluating))).map(Math.exp);
};

/** Products of the tempered next-word probabilities, step by step. */
const temperedProbabilities = async (
  { network }: ReturnType<typeof build>,
  sentences: number[][],
  code: number[],
  temperature: number,
): Promise<number[]> => {
  return Promise.all(
    sentences.map(async (words) => {
      const cursor = createCursor(stepModel(network, rows([code]), undefined, 1));
      let probability = 1;
      for (const [t, target] of [...words, 0].entries()) {
        const fed = t === 0 ? 0 : (words[t - 1] as number);
        const logits = [...(await cursor.advance(Int32Array.of(fed)))];
        const powers = logits.map((logit) => Math.exp(logit / temperature));
        probability *= (powers[target] as number) / total(powers);
      }
      cursor.dispose();
      return probability;
    }),
  );
};
