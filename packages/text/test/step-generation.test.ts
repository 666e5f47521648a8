import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { createRng, type GenerateStrategy } from "@textvae/core";
import { beforeAll, describe, expect, test } from "vitest";
import {
  checkGenerateRequest,
  createCursor,
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

test("at most maxLength words, and the most probable sentence among those", async () => {
  expect(await generate({ kind: "greedy" }, [1], 2)).toEqual([[1, 2]]);
  // p(1 2 end) = .75 · .75 · .037 = .021, p(5 end) = .062 · .75 = .046.
  expect(await generate({ kind: "beam", width: 6 }, [1], 2)).toEqual([[5]]);
});

/** A Markov chain: log p(next | last) by `[last][next]`, 0 both the start and the end. */
const chain = (logP: readonly (readonly number[])[]): StepModel<undefined> => ({
  begin: () => undefined,
  step: (state, ids_R) => ({
    logits_RV: tensor2d(Array.from(ids_R, (id) => [...(logP[id] as number[])])),
    state,
  }),
});

const searched = async (
  logP: readonly (readonly number[])[],
  width: number,
  maxLength: number,
  lengthPenalty = 0,
): Promise<number[]> => {
  const rng = createRng(1);
  const strategy = { kind: "beam", width, lengthPenalty } as const;
  const request = checkGenerateRequest("test", { count: 1, maxLength, strategy, rng });
  const [words = []] = await generateSentences(chain(logP), request, { eos: EOS, rng });
  return words;
};

describe("a beam over a Markov chain", () => {
  const scoreOf = (logP: readonly (readonly number[])[], words: readonly number[], alpha = 0) => {
    let [last, logProb] = [EOS, 0];
    for (const word of [...words, EOS]) {
      logProb += logP[last]?.[word] as number;
      last = word;
    }
    return logProb / ((5 + words.length + 1) / 6) ** alpha;
  };
  const sentencesUpTo = (length: number, words: number): number[][] =>
    length === 0
      ? [[]]
      : [
          [],
          ...sentencesUpTo(length - 1, words).flatMap((rest) =>
            Array.from({ length: words }, (_, word) => [word + 1, ...rest]),
          ),
        ];

  test("gives sentences of exactly maxLength words their due", async () => {
    // p(a) = .98 · .99, p(nothing) = .02.
    const logP = [
      [0.02, 0.98],
      [0.99, 0.01],
    ].map((row) => row.map(Math.log));
    for (const width of [1, 2, 3, 10]) {
      expect(await searched(logP, width, 1)).toEqual([1]);
      expect(await searched(logP, width, 5)).toEqual([1]);
    }
    // Sentences of three words only: a b c.
    const three = [0, 1, 2, 3].map((last) =>
      [0, 1, 2, 3].map((next) => Math.log(next === (last + 1) % 4 ? 0.97 : 0.01)),
    );
    for (const width of [1, 5, 10]) expect(await searched(three, width, 3)).toEqual([1, 2, 3]);
  });

  test.each([0, 0.7, 2])(
    "never finds less than a narrower one, and all there is when wide: penalty %f",
    async (alpha) => {
      const rng = createRng(9);
      const [words, maxLength] = [3, 4];
      const all = sentencesUpTo(maxLength, words);
      for (let round = 0; round < 40; round++) {
        const logP = Array.from({ length: words + 1 }, () => {
          const logits = [...rng.normals(words + 1)].map((x) => 1.5 * x);
          const total = Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
          return logits.map((x) => x - total);
        });
        const best = Math.max(...all.map((sentence) => scoreOf(logP, sentence, alpha)));
        let narrower = Number.NEGATIVE_INFINITY;
        for (const width of [1, 2, 3, 4, 5, 8, 130]) {
          const score = scoreOf(logP, await searched(logP, width, maxLength, alpha), alpha);
          expect(score).toBeGreaterThanOrEqual(narrower - 1e-6); // logits are single precision
          narrower = score;
        }
        expect(narrower).toBeCloseTo(best, 5);
      }
    },
  );
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
  [{ kind: "beam", width: 1e6 }, {}, "width: expected at most 1,000; got 1000000"],
  [
    { kind: "greedy" },
    { maxLength: 1e9 },
    "test.maxLength: expected at most 10,000; got 1000000000",
  ],
  [
    { kind: "beam", width: 1000 },
    { count: 101 },
    "at most 100,000 sentences times width; got 101000",
  ],
  [{ kind: "greedy" }, { count: 1e9 }, "test.count: expected at most 100,000; got 1000000000"],
  [{ kind: "toString" }, {}, 'greedy, sample, beam as kind; got "toString"'],
  ["beam", {}, 'test.strategy: expected an object, such as { kind: "greedy" }; got "beam"'],
  [undefined, {}, "greedy, sample, beam as kind; got nothing"],
  [{ kind: "greedy" }, { maxLength: 1.5 }, "test.maxLength: expected a whole number ≥ 1; got 1.5"],
])("%o with %o is refused", (strategy, more, message) => {
  const options = { count: 1, maxLength: 3, rng: createRng(1), ...more };
  const check = () => checkGenerateRequest("test", { ...options, strategy } as never);
  expect(check).toThrow(expect.objectContaining({ code: "OPTION" }));
  expect(check).toThrow(message);
});
