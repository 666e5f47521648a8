import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { createRng } from "../src/index.ts";
import { philoxBlock } from "../src/random/philox.ts";

const words = (counter: readonly number[], key: readonly [number, number]): string => {
  const block = Uint32Array.from(counter);
  philoxBlock(block, key[0], key[1]);
  return [...block].map((word) => word.toString(16).padStart(8, "0")).join(" ");
};

// Known answers of philox4x32-10 from the authors' test vectors (Random123, kat_vectors).
describe("philox 4x32-10", () => {
  test("counter 0, key 0", () => {
    expect(words([0, 0, 0, 0], [0, 0])).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  });
  test("all ones", () => {
    const ones = 0xffffffff;
    expect(words([ones, ones, ones, ones], [ones, ones])).toBe(
      "408f276d 41c83b0e a20bc7c6 6d5451fd",
    );
  });
  test("digits of π", () => {
    expect(words([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toBe(
      "d16cfe09 94fdcceb 5001e420 24126ea1",
    );
  });
});

describe("streams", () => {
  test("moments of uniforms and normals", () => {
    const n = 200_000;
    const rng = createRng(7);
    const mean = (values: Float64Array, f: (x: number) => number) =>
      values.reduce((total, x) => total + f(x), 0) / values.length;
    const u = rng.stream("u").uniforms(n);
    expect(Math.abs(mean(u, (x) => x) - 0.5) / Math.sqrt(1 / 12 / n)).toBeLessThan(5);
    expect(Math.abs(mean(u, (x) => x * x) - 1 / 3) / Math.sqrt(4 / 45 / n)).toBeLessThan(5);
    const g = rng.stream("g").normals(n);
    expect(Math.abs(mean(g, (x) => x)) / Math.sqrt(1 / n)).toBeLessThan(5);
    expect(Math.abs(mean(g, (x) => x * x) - 1) / Math.sqrt(2 / n)).toBeLessThan(5);
    expect(Math.abs(mean(g, (x) => x ** 4) - 3) / Math.sqrt(96 / n)).toBeLessThan(5);
  });

  test("seeds, names and counters all matter, 0 included", () => {
    const first = (seed: number, name: string) => createRng(seed).stream(name).uniforms(1)[0];
    const seen = new Set(
      [0, 1, -1, 2 ** 32, 2 ** 33].flatMap((seed) =>
        ["", "a", "b", "ab", "a longer name"].map((name) => first(seed, name)),
      ),
    );
    expect(seen.size).toBe(25);
  });

  test("a stream does not depend on what its siblings drew", () => {
    const one = createRng(3);
    one.stream("other").normals(11);
    expect(one.stream("x").uniforms(3)).toEqual(createRng(3).stream("x").uniforms(3));
  });

  test("state continues a stream and its children bit for bit, through JSON", () => {
    const rng = createRng(5);
    rng.uniforms(3);
    rng.stream("a").stream("b").normals(5);
    const saved = JSON.parse(JSON.stringify(rng.state()));
    const expected = [rng.uniforms(4), rng.stream("a").stream("b").normals(4)];
    const other = createRng(5);
    other.restore(saved);
    expect([other.uniforms(4), other.stream("a").stream("b").normals(4)]).toEqual(expected);
  });

  test("Gumbel noise has mean γ, variance π²/6 and no infinite value", async () => {
    await setBackend("cpu");
    const n = 100_000;
    const g = (await createRng(3).gumbel([n]).data()) as Float32Array;
    const mean = g.reduce((sum, x) => sum + x / n, 0);
    const variance = g.reduce((sum, x) => sum + (x - mean) ** 2 / n, 0);
    expect(g.every(Number.isFinite)).toBe(true);
    // Five standard errors; the fourth central moment is 5.4 times the squared variance.
    expect(Math.abs(mean - 0.5772156649)).toBeLessThan(5 * Math.sqrt(Math.PI ** 2 / 6 / n));
    expect(Math.abs(variance - Math.PI ** 2 / 6)).toBeLessThan(
      5 * (Math.PI ** 2 / 6) * Math.sqrt(4.4 / n),
    );
  });

  test("a permutation holds every index once and is uniform over orders", () => {
    const rng = createRng(9);
    const counts = new Map<string, number>();
    const n = 12_000;
    for (let i = 0; i < n; i++) {
      const order = rng.permutation(3).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["012", "021", "102", "120", "201", "210"]);
    const chi = [...counts.values()].reduce((sum, c) => sum + (c - n / 6) ** 2 / (n / 6), 0);
    expect(chi).toBeLessThan(25.7); // χ²(5), one false alarm in 10⁴
  });

  test("a permutation is that of as many uniforms, however few of them it holds", () => {
    for (const n of [0, 1, 7, 65_536, 131_073]) {
      const [rng, other] = [createRng(7), createRng(7)];
      const u = other.uniforms(n);
      const order = Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = Math.floor((u[i] as number) * (i + 1));
        [order[i], order[j]] = [order[j] as number, order[i] as number];
      }
      expect(rng.permutation(n)).toEqual(Int32Array.from(order));
      expect(rng.state()).toEqual(other.state());
    }
  });

  test("a tensor of uniforms lies in (0, 1), where a double just below 1 would round up", async () => {
    await setBackend("cpu");
    // The two numbers around the one whose first 25 binary digits are ones, of 10⁸ with seed 0.
    const rng = createRng(0);
    rng.restore({ counter: 24_962_728, streams: {} });
    const u = (await rng.uniform([4]).data()) as Float32Array;
    expect(Math.max(...u)).toBe(1 - 2 ** -24);
    expect(Math.min(...u)).toBeGreaterThan(0);
  });

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53), "1" as never])(
    "%s is refused as a seed",
    (seed) => {
      expect(() => createRng(seed)).toThrow(expect.objectContaining({ code: "OPTION" }));
    },
  );

  test("integers of either sign are seeds, and none is another", () => {
    const largest = Number.MAX_SAFE_INTEGER;
    const seeds = [largest, largest - 1, -largest, -1, 1, 2 ** 32 - 1, -(2 ** 32)];
    expect(new Set(seeds.map((seed) => createRng(seed).uniforms(1)[0])).size).toBe(seeds.length);
  });
});
