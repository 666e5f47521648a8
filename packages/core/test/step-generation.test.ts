import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import {
  checkGenerateRequest,
  createCursor,
  createRng,
  type GenerateStrategy,
  generateSentences,
  type StepModel,
} from "../src/index.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const EOS = 0;

/**
 * A row starts at `first[row]`, and the most probable word is one more than the word before until
 * 5, then the end. It remembers the last two fed words, of which the older passes on unchanged.
 */
const counting = (first: readonly number[]): StepModel<{ start: Tensor2D; past: Tensor2D[] }> => {
  const start = tensor2d(first.map((word) => [word]));
  return {
    begin: () => ({ start, past: [] }),
    step({ start, past }, ids_R) {
      const starts = start.dataSync();
      const logits = Array.from(ids_R, (id, row) => {
        const next = id === EOS ? (starts[row] as number) : (id + 1) % 6;
        return Array.from({ length: 6 }, (_, word) => (word === next ? 3 : word / 10));
      });
      const fed = tensor2d(Array.from(ids_R, (id) => [id]));
      return { logits_RV: tensor2d(logits), state: { start, past: [...past, fed].slice(-2) } };
    },
  };
};

const generate = (strategy: GenerateStrategy, first: readonly number[], maxLength = 9) => {
  const rng = createRng(1);
  const options = { count: first.length, maxLength, strategy, rng };
  const request = checkGenerateRequest("test", options);
  return generateSentences(counting(first), request, { eos: EOS, rng });
};

describe("sentences", () => {
  test.each<GenerateStrategy>([
    { kind: "greedy" },
    { kind: "sample", topK: 1 },
    { kind: "sample", temperature: 0.01 },
    { kind: "beam", width: 1 },
    { kind: "beam", width: 3 },
  ])("of %o follow the most probable words, each item its own", async (strategy) => {
    const found = await generate(strategy, [4, 2, 5]);
    expect(found).toEqual([[4, 5], [2, 3, 4, 5], [5]]);
  });
});

test("at most maxLength words; a beam prefers an ended sentence to one cut there", async () => {
  expect(await generate({ kind: "greedy" }, [1], 2)).toEqual([[1, 2]]);
  expect(await generate({ kind: "beam", width: 3 }, [1], 2)).toEqual([[5]]);
});

test("a cursor owns its state and borrows what the model began with", async () => {
  const model = counting([3, 1]);
  const before = memory().numTensors;
  const cursor = createCursor(model);
  for (const ids of [
    [0, 0],
    [3, 1],
    [4, 2],
    [5, 3],
  ])
    await cursor.advance(Int32Array.from(ids));
  expect(memory().numTensors).toBe(before + 3);
  cursor.select(Int32Array.of(1, 1, 0));
  const logits = await cursor.advance(Int32Array.of(0, 0, 0));
  const best = [0, 1, 2].map((row) => {
    const logits_V = [...logits.subarray(6 * row, 6 * row + 6)];
    return logits_V.indexOf(Math.max(...logits_V));
  });
  expect(best).toEqual([1, 1, 3]);
  cursor.dispose();
  expect(memory().numTensors).toBe(before);
  expect(model.begin().start.isDisposed).toBe(false);
});

test.each([
  [{ kind: "sample", temperature: Number.NaN }, {}, "temperature: expected a number > 0; got NaN"],
  [{ kind: "sample", topk: 2 }, {}, 'known options only; got "topk"'],
  [{ kind: "beam" }, {}, "width: expected a whole number ≥ 1; got nothing"],
  [{ kind: "toString" }, {}, 'greedy, sample, beam as kind; got "toString"'],
  [undefined, {}, "greedy, sample, beam as kind; got nothing"],
  [{ kind: "greedy" }, { maxLength: 1.5 }, "test.maxLength: expected a whole number ≥ 1; got 1.5"],
])("%o with %o is refused", (strategy, more, message) => {
  const options = { count: 1, maxLength: 3, rng: createRng(1), ...more };
  const check = () => checkGenerateRequest("test", { ...options, strategy } as never);
  expect(check).toThrow(expect.objectContaining({ code: "OPTION" }));
  expect(check).toThrow(message);
});
