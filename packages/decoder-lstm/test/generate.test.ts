import { memory } from "@tensorflow/tfjs-core";
import type { GenerateStrategy } from "@textvae/core";
import { createCursor } from "@textvae/text";
import { beforeAll, describe, expect, test } from "vitest";
import { stepModel } from "../src/generate.ts";
import {
  allSentences,
  batchOf,
  build,
  EOS,
  evaluating,
  request,
  rows,
  sizesOf,
  startCpu,
  valuesOf,
} from "./tiny.ts";

beforeAll(startCpu);

const codes = [
  [0.5, -1],
  [2, 2],
  [-3, 1],
  [0, 4],
  [-2, -2],
  [1, 0],
];
const peaked = () => build({ layers: 2 }, sizesOf({ words: 4 }), 2);
const generate = (strategy: GenerateStrategy, { maxLength = 6, seed = 1, tiny = peaked() } = {}) =>
  tiny.decoder.generate?.(
    rows(codes),
    request(strategy, { count: codes.length, maxLength, seed }),
  ) as Promise<number[][]>;

test("greedy takes the most probable next word each time", async () => {
  const tiny = peaked();
  const found = await generate({ kind: "greedy" }, { tiny });
  expect(new Set(found.map(String)).size).toBeGreaterThan(2);
  for (const [item, words] of found.entries()) {
    const z = rows([codes[item] as number[]]);
    let prefix: number[] = [];
    for (const word of words) {
      expect(await likeliestNext(tiny, z, prefix)).toBe(word);
      prefix = [...prefix, word];
    }
    if (words.length < 6) expect(await likeliestNext(tiny, z, prefix)).toBe(EOS);
  }
});

const likeliestNext = async (
  { network }: ReturnType<typeof build>,
  z: ReturnType<typeof rows>,
  prefix: readonly number[],
): Promise<number> => {
  const cursor = createCursor(stepModel(network, z, undefined, 1));
  let logits = new Float32Array();
  for (const id of [EOS, ...prefix]) {
    logits = (await cursor.advance(Int32Array.of(id))) as typeof logits;
  }
  cursor.dispose();
  return logits.indexOf(Math.max(...logits));
};

test("a beam of width 1 is greedy, whatever the length penalty", async () => {
  const greedy = await generate({ kind: "greedy" });
  expect(await generate({ kind: "beam", width: 1 })).toEqual(greedy);
  expect(await generate({ kind: "beam", width: 1, lengthPenalty: 1 })).toEqual(greedy);
});

test.each([0, 0.7, 2])("a wide beam finds the best sentence at penalty %f", async (penalty) => {
  const { decoder } = build({ hidden: 6 }, sizesOf({ words: 2, condition: 1 }), 2);
  const conditions = codes.map((_, item) => [item - 2]);
  const strategy = { kind: "beam", width: 400, lengthPenalty: penalty } as const;
  const options = request(strategy, { count: codes.length, maxLength: 5 });
  const found = await decoder.generate?.(rows(codes), { ...options, c_BC: rows(conditions) });
  const sentences = allSentences([1, 2, 3], 5);
  for (const [item, words] of (found ?? []).entries()) {
    const z = rows(sentences.map(() => codes[item] as number[]));
    const c_BC = rows(sentences.map(() => conditions[item] as number[]));
    const context = { ...evaluating, c_BC };
    const logProbs = await valuesOf(decoder.logProb(batchOf(sentences), z, context));
    const scores = sentences.map(
      (sentence, i) => (logProbs[i] as number) / ((5 + sentence.length + 1) / 6) ** penalty,
    );
    expect(words).toEqual(sentences[scores.indexOf(Math.max(...scores))]);
  }
  expect(new Set(found?.map(String)).size).toBeGreaterThan(3);
});

test("a length penalty prefers longer sentences", async () => {
  const tiny = build({}, sizesOf({ words: 2 }), 0.3);
  const wordsAt = async (lengthPenalty: number) =>
    (await generate({ kind: "beam", width: 300, lengthPenalty }, { tiny, maxLength: 5 })).flat()
      .length;
  expect(await wordsAt(0)).toBeLessThan(await wordsAt(5));
});

test("a beam does not depend on the other items of the batch", async () => {
  const tiny = peaked();
  const strategy = { kind: "beam", width: 3, lengthPenalty: 0.6 } as const;
  const together = await generate(strategy, { tiny });
  for (const [item, code] of codes.entries()) {
    const alone = await tiny.decoder.generate?.(rows([code]), request(strategy, { maxLength: 6 }));
    expect(alone?.[0]).toEqual(together[item]);
  }
});

describe.each<GenerateStrategy>([
  { kind: "greedy" },
  { kind: "sample" },
  { kind: "sample", temperature: 2, topK: 3, topP: 0.9 },
  { kind: "beam", width: 3 },
])("%o", (strategy) => {
  test("stops at the maximal length, holds no end of sentence and repeats itself", async () => {
    for (const maxLength of [1, 4]) {
      const found = await generate(strategy, { maxLength });
      expect(found.length).toBe(codes.length);
      expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(maxLength);
      expect(found.flat().every((id) => Number.isInteger(id) && id > EOS && id < 6)).toBe(true);
      expect(await generate(strategy, { maxLength })).toEqual(found);
    }
  });

  test("leaves no tensor, also when it fails", async () => {
    const { decoder } = peaked();
    const z = rows(codes);
    const before = memory().numTensors;
    await decoder.generate?.(z, request(strategy, { count: codes.length }));
    expect(memory().numTensors).toBe(before);
    await expect(decoder.generate?.(z, request(strategy, { count: 2 }))).rejects.toThrow();
    expect(memory().numTensors).toBe(before);
  });

  test("works for a language model", async () => {
    const { decoder } = build({}, sizesOf({ latent: 0, words: 4 }));
    const found = await decoder.generate?.(undefined, request(strategy, { count: 5 }));
    expect(found?.length).toBe(5);
  });
});

test("a condition steers generation", async () => {
  const { decoder } = build({ layers: 2 }, sizesOf({ words: 4, condition: 1 }), 2);
  const values = [-8, -2, 0, 2, 8].map((value) => [value]);
  const z = rows(values.map(() => [-1, 1]));
  const options = request({ kind: "greedy" }, { count: values.length });
  const found = await decoder.generate?.(z, { ...options, c_BC: rows(values) });
  expect(new Set(found?.map(String)).size).toBeGreaterThan(1);
  await expect(decoder.generate?.(z, options)).rejects.toThrow(
    "condition c: expected shape [5, 1]",
  );
});

test.each([
  [{ kind: "sample", temperature: 0 }, {}, "temperature: expected a number > 0; got 0"],
  [{ kind: "sample", topK: 0 }, {}, "topK: expected a whole number ≥ 1; got 0"],
  [{ kind: "sample", topP: 0 }, {}, "topP: expected a number in (0, 1]; got 0"],
  [{ kind: "sample", topP: 1.1 }, {}, "topP: expected a number in (0, 1]; got 1.1"],
  [{ kind: "beam", width: 0 }, {}, "width: expected a whole number ≥ 1; got 0"],
  [{ kind: "beam", width: 2, lengthPenalty: -1 }, {}, "lengthPenalty: expected a number ≥ 0"],
  [{ kind: "greedy", width: 2 }, {}, "strategy"],
  [{ kind: "best" }, {}, "strategy"],
  [{ kind: "greedy" }, { maxLength: 0 }, "maxLength: expected a whole number ≥ 1; got 0"],
  [{ kind: "greedy" }, { count: 0 }, "count: expected a whole number ≥ 1; got 0"],
])("%o with %o is refused", async (strategy, more, message) => {
  const { decoder } = peaked();
  const options = { ...request(strategy as GenerateStrategy), ...more };
  const refused = decoder.generate?.(rows([[1, 2]]), options);
  await expect(refused).rejects.toMatchObject({ code: "OPTION" });
  await expect(refused).rejects.toThrow(message);
});

test("a count that is not the number of codes is refused", async () => {
  const { decoder } = peaked();
  const refused = decoder.generate?.(rows(codes), request({ kind: "greedy" }, { count: 2 }));
  await expect(refused).rejects.toMatchObject({ code: "SHAPE" });
});
