import { describe, expect, test } from "vitest";
import { drawIndex, nextWordWeights, type SamplingOptions } from "../src/index.ts";

const total = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

const probabilitiesOf = (logits: number[], options: Partial<SamplingOptions> = {}): number[] => {
  const weights = [...nextWordWeights(Float32Array.from(logits), { temperature: 1, ...options })];
  return weights.map((weight) => weight / total(weights));
};

describe("weights of the next word", () => {
  const logits = [0.5, 0.25, 0.15, 0.1].map(Math.log);

  test("are the probabilities at temperature 1 and their powers elsewhere", () => {
    probabilitiesOf(logits).forEach((p, i) => {
      expect(p).toBeCloseTo(Math.exp(logits[i] as number), 7);
    });
    const squares = [0.25, 0.0625, 0.0225, 0.01];
    probabilitiesOf(logits, { temperature: 0.5 }).forEach((p, i) => {
      expect(p).toBeCloseTo((squares[i] as number) / total(squares), 7);
    });
  });

  test.each([
    [{ topK: 1 }, [0]],
    [{ topK: 2 }, [0, 1]],
    [{ topK: 99 }, [0, 1, 2, 3]],
    [{ topP: 0.4 }, [0]],
    [{ topP: 0.74 }, [0, 1]],
    [{ topP: 0.76 }, [0, 1, 2]],
    [{ topP: 1 }, [0, 1, 2, 3]],
    // Of 0.5, 0.25 the first already holds two thirds.
    [{ topK: 2, topP: 0.6 }, [0]],
    [{ topK: 2, topP: 0.7 }, [0, 1]],
  ])("%o keeps %o", (options, support) => {
    const kept = probabilitiesOf(logits, options).flatMap((p, id) => (p > 0 ? [id] : []));
    expect(kept).toEqual(support);
  });

  test("stay finite for logits and temperatures far out", () => {
    expect(probabilitiesOf([1e30, -1e30, 0])).toEqual([1, 0, 0]);
    expect(probabilitiesOf([1, 2, 3], { temperature: 1e-300 })).toEqual([0, 0, 1]);
    const flat = probabilitiesOf([1, 2, 3], { temperature: 1e300 });
    expect(flat[0]).toBeCloseTo(1 / 3, 12);
  });

  test("equal logits are cut in order of id", () => {
    expect(probabilitiesOf([1, 1, 1, 1], { topK: 2 })).toEqual([0.5, 0.5, 0, 0]);
  });
});

test("a draw never leaves the support", () => {
  const weights = Float64Array.of(0, 1, 0, 3, 0);
  expect(drawIndex(weights, 1e-17)).toBe(1);
  expect(drawIndex(weights, 0.2499)).toBe(1);
  expect(drawIndex(weights, 0.2501)).toBe(3);
  expect(drawIndex(weights, 1 - 2 ** -53)).toBe(3);
});
