import type { GenerateStrategy } from "@textvae/core";
import { tinyVocabulary } from "@textvae/testing";
import { beforeAll, expect, test } from "vitest";
import { build, context, request, rows, sizesOf, startCpu, total, valuesOf } from "./tiny.ts";

beforeAll(startCpu);

const codes = [
  [1, -2],
  [-3, 0.5],
];

/** p(word|z) of each word, from the likelihoods of documents of one word. */
const wordProbabilities = async (
  { decoder }: ReturnType<typeof build>,
  code: number[],
): Promise<number[]> => {
  const counts_BV = new Float32Array(25);
  for (let word = 0; word < 5; word++) counts_BV[6 * word] = 1;
  const z = rows(Array.from({ length: 5 }, () => code));
  return (await valuesOf(decoder.logProb({ size: 5, counts_BV }, z, context()))).map(Math.exp);
};

test.each<GenerateStrategy>([{ kind: "greedy" }, { kind: "beam", width: 3 }])(
  "%o gives the most probable words of each code, best first",
  async (strategy) => {
    const tiny = build();
    const found = await tiny.decoder.generate?.(
      rows(codes),
      request(strategy, { count: 2, maxLength: 3 }),
    );
    expect(found?.[0]).not.toEqual(found?.[1]);
    for (const [b, words] of (found ?? []).entries()) {
      const p = await wordProbabilities(tiny, codes[b] as number[]);
      const ranked = [...p.keys()].sort((x, y) => (p[y] as number) - (p[x] as number));
      expect(words).toEqual(ranked.slice(0, 3));
    }
  },
);

test("there are no more top words than words", async () => {
  const options = request({ kind: "greedy" }, { maxLength: 9 });
  const bag = await build().decoder.generate?.(rows([[1, 2]]), options);
  expect(bag?.[0]?.toSorted()).toEqual([0, 1, 2, 3, 4]);
  const sentences = build({}, sizesOf({ vocabulary: tinyVocabulary }));
  const text = await sentences.decoder.generate?.(rows([[1, 2]]), options);
  expect(text?.[0]?.toSorted()).toEqual([1, 2, 3, 4]);
});

/*
 * Words of a sampled bag: scipy.stats.chi2.isf(1e-6, 4) = 33.38, so that a right sampler fails
 * one seed in a million.
 */
test.each([1, 0.5])("words come as often as they should at temperature %f", async (tau) => {
  const tiny = build();
  const code = codes[0] as number[];
  const n = 5000;
  const options = request({ kind: "sample", temperature: tau }, { maxLength: n });
  const words = (await tiny.decoder.generate?.(rows([code]), options))?.[0] ?? [];
  const powers = (await wordProbabilities(tiny, code)).map((p) => p ** (1 / tau));
  const statistic = powers.map((power, word) => {
    const expected = (n * power) / total(powers);
    return (words.filter((id) => id === word).length - expected) ** 2 / expected;
  });
  expect(words.length).toBe(n);
  expect(total(statistic)).toBeLessThan(33.38);
});

test("topK keeps the most probable words", async () => {
  const tiny = build();
  const top = await tiny.decoder.generate?.(
    rows(codes),
    request({ kind: "greedy" }, { count: 2, maxLength: 2 }),
  );
  const bags = await tiny.decoder.generate?.(
    rows(codes),
    request({ kind: "sample", topK: 2 }, { count: 2, maxLength: 200 }),
  );
  expect(bags?.map((words) => [...new Set(words)].sort())).toEqual(
    top?.map((words) => words.toSorted()),
  );
});

test.each([
  [{ kind: "sample", temperature: 0 }, {}, "temperature: expected a number > 0; got 0"],
  [{ kind: "sample", topP: 1.1 }, {}, "topP: expected a number in (0, 1]; got 1.1"],
  [{ kind: "beam", width: 0 }, {}, "width: expected a whole number ≥ 1; got 0"],
  [{ kind: "best" }, {}, "strategy"],
  [{ kind: "greedy" }, { maxLength: 0 }, "maxLength: expected a whole number ≥ 1; got 0"],
])("%o with %o is refused", async (strategy, more, message) => {
  const options = { ...request(strategy as GenerateStrategy), ...more };
  const refused = build().decoder.generate?.(rows([[1, 2]]), options);
  await expect(refused).rejects.toMatchObject({ code: "OPTION" });
  await expect(refused).rejects.toThrow(message);
});

test("a count that is not the number of codes is refused", async () => {
  const refused = build().decoder.generate?.(
    rows(codes),
    request({ kind: "greedy" }, { count: 3 }),
  );
  await expect(refused).rejects.toMatchObject({ code: "SHAPE" });
});
