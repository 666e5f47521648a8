import { createRng } from "@textvae/core";
import { describe, expect, test } from "vitest";
import { errorOfLowered, gapOf } from "../src/gap.ts";

/** An item whose posterior has three codes: their probabilities, and log w of each. */
interface Item {
  readonly q: readonly number[];
  readonly logWeight: readonly number[];
}

const rng = createRng(5);

const itemsOf = (count: number): Item[] =>
  Array.from({ length: count }, () => {
    const odds = [...rng.normals(3)].map(Math.exp);
    const total = odds.reduce((sum, odd) => sum + odd, 0);
    const [base = 0, ...spread] = rng.normals(4);
    return { q: odds.map((odd) => odd / total), logWeight: spread.map((x) => 5 * base + x) };
  });

const drawOf = ({ q, logWeight }: Item, u: number): number => {
  const [first = 0, second = 0] = q;
  return logWeight[u < first ? 0 : u < first + second ? 1 : 2] as number;
};

/** E[−log (1/K) Σ w] over all counts of the three codes, each with its multinomial probability. */
const exactBound = ({ q, logWeight }: Item, samples: number): number => {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  let expected = 0;
  for (let a = 0; a <= samples; a++) {
    for (let b = 0; a + b <= samples; b++) {
      const counts = [a, b, samples - a - b];
      const ways = factorial(samples) / counts.reduce((all, n) => all * factorial(n), 1);
      const chance = counts.reduce((all, n, z) => all * (q[z] as number) ** n, ways);
      const weights = counts.map((n, z) => n * Math.exp(logWeight[z] as number));
      expected -= chance * Math.log(weights.reduce((sum, w) => sum + w, 0) / samples);
    }
  }
  return expected;
};

const SAMPLES = 8;

describe.each([
  { items: 60, drawn: 20 },
  { items: 33, drawn: 32 },
])("of $items items, $drawn drawn", ({ items, drawn }) => {
  test("±1.96 standard errors hold the exact IW-K 93 to 97 times of 100", () => {
    const population = itemsOf(items);
    const exact = population.reduce((sum, item) => sum + exactBound(item, SAMPLES), 0) / items;
    const rounds = 1500;
    let held = 0;
    for (let round = 0; round < rounds; round++) {
      const elbo_N = rng.uniforms(items).map((u, i) => -drawOf(population[i] as Item, u));
      const gaps = [...rng.permutation(items).subarray(0, drawn)].map((i) =>
        gapOf(rng.uniforms(SAMPLES).map((u) => drawOf(population[i] as Item, u))),
      );
      const elbo = elbo_N.reduce((sum, nats) => sum + nats, 0) / items;
      const found = elbo - gaps.reduce((sum, { gap }) => sum + gap, 0) / drawn;
      if (Math.abs(found - exact) <= 1.96 * errorOfLowered(gaps, items)) held++;
    }
    // The binomial error of 1500 rounds is 0.6 %; for what is 95 % but for it.
    expect(held / rounds).toBeGreaterThan(0.93);
    expect(held / rounds).toBeLessThan(0.97);
  });
});

describe("a gap", () => {
  test("is log-mean-exp less mean, far from 0 too", () => {
    for (const shift of [0, -700, 1e4]) {
      const { gap } = gapOf([shift, shift + Math.log(3)]);
      expect(gap).toBeCloseTo(Math.log(2) - 0.5 * Math.log(3), 9);
    }
  });

  test("has finite variances where one weight is all of the sum", () => {
    const { gap, gapVariance, elboVariance } = gapOf([0, -2000, -2010]);
    expect(gap).toBeCloseTo(4010 / 3 - Math.log(3), 9);
    expect(Number.isFinite(gapVariance)).toBe(true);
    // Without the first weight ln (1 + e⁻¹⁰) + 5 − ln 2, without either other 1005 or 1000 less ln 2.
    const others = [5 + Math.log1p(Math.exp(-10)), 1005, 1000];
    const mean = others.reduce((sum, x) => sum + x, 0) / 3;
    const squares = others.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    expect(gapVariance).toBeCloseTo((2 / 3) * squares, 6);
    expect(elboVariance).toBeCloseTo(1340033.33333, 3);
  });

  test("is nothing, without error, where all weights are one, and never below", () => {
    expect(gapOf([3, 3, 3])).toEqual({ gap: 0, gapVariance: 0, elboVariance: 0 });
  });
});
