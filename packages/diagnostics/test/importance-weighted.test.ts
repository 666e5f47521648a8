import { memory } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import type { Flow, Prior } from "@textvae/core";
import { elbo, evaluate } from "@textvae/core";
import { importanceWeightedNll } from "@textvae/diagnostics";
import { kl } from "@textvae/divergence-kl";
import { planar } from "@textvae/flow-planar";
import { describe, expect, test } from "vitest";
import { datasetOf, drawn, exactNll, linearPrior, modelOf, widening } from "./linear-gaussian.ts";
import { meanAndError } from "./moments.ts";

await cpu().start();

const values = drawn(40);
const dataset = datasetOf(values);
const exact = exactNll(values);
const SEEDS = 30;

/** NLL with K samples over independent seeds. */
const weighted = async (samples: number, prior: Prior, flows: readonly Flow[] = []) => {
  const source = { model: modelOf(dataset, prior, flows), dataset, split: "test" } as const;
  const nll: number[] = [];
  for (let seed = 0; seed < SEEDS; seed++) {
    nll.push((await importanceWeightedNll({ ...source, samples, chunk: 20, seed })).nll);
  }
  return meanAndError(nll);
};

const wrong = linearPrior({ scale: 0.5, width: 1.4 });
const cases = [
  { name: "a wrong posterior", prior: wrong, flows: [] },
  { name: "one bent by two planar flows", prior: wrong, flows: [planar({ layers: 2 })] },
  { name: "one bent by an affine flow", prior: wrong, flows: [widening(0.8)] },
] as const;

describe.each(cases)("with $name", ({ prior, flows }) => {
  test("ELBO < IW-5 < IW-50 ≤ the evidence", async () => {
    const [one, five, fifty] = [
      await weighted(1, prior, flows),
      await weighted(5, prior, flows),
      await weighted(50, prior, flows),
    ];
    const apart = (a: typeof one, b: typeof one) =>
      (a.mean - b.mean) / Math.hypot(a.standardError, b.standardError);
    expect(apart(one, five)).toBeGreaterThan(5);
    expect(apart(five, fifty)).toBeGreaterThan(5);
    expect((fifty.mean - exact) / fifty.standardError).toBeGreaterThan(-5);
    expect(fifty.mean - exact).toBeLessThan(0.3 * (one.mean - exact));
  });

  test("IW-1 is the ELBO in expectation", async () => {
    const model = modelOf(dataset, prior, flows);
    const objective = elbo({ divergence: kl() });
    const nll: number[] = [];
    for (let seed = 100; seed < 100 + SEEDS; seed++) {
      nll.push((await evaluate({ model, objective, dataset, split: "test", seed })).nll);
    }
    const [bound, one] = [meanAndError(nll), await weighted(1, prior, flows)];
    const error = Math.hypot(bound.standardError, one.standardError);
    expect(Math.abs(bound.mean - one.mean) / error).toBeLessThan(5);
  });
});

describe("at the true posterior every K is exact, sample by sample", () => {
  test.each([
    ["without a flow", linearPrior(), []],
    ["with a flow that makes it so", linearPrior({ width: 2 }), [widening(0.5)]],
  ] as const)("%s", async (_, prior, flows) => {
    const source = { model: modelOf(dataset, prior, flows), dataset, split: "test" } as const;
    for (const samples of [1, 7]) {
      const { nll, estimator } = await importanceWeightedNll({ ...source, samples });
      expect(nll).toBeCloseTo(exact, 4);
      expect(estimator).toEqual({ name: `IW-${samples}`, bound: true });
    }
  });
});

describe("K samples for some random items only", () => {
  const source = { model: modelOf(dataset, wrong), dataset, split: "test" } as const;
  const some = (seed: number, items = 15) =>
    importanceWeightedNll({ ...source, samples: 20, items, seed });

  test.each([
    [15, 40],
    [9, 10],
  ])("%i of %i estimate IW-K of all, with the error they name", async (items, of) => {
    const dataset = datasetOf(values.subarray(0, 3 * of));
    const source = { model: modelOf(dataset, wrong), dataset, split: "test" } as const;
    const over = async (scored: (seed: number) => ReturnType<typeof importanceWeightedNll>) => {
      const found = await Promise.all(Array.from({ length: SEEDS }, (_, seed) => scored(seed)));
      return { found, ...meanAndError(found.map(({ nll }) => nll)) };
    };
    const all = await over((seed) => importanceWeightedNll({ ...source, samples: 20, seed }));
    const { found, mean, standardError } = await over((seed) =>
      importanceWeightedNll({ ...source, samples: 20, items, seed }),
    );
    const error = Math.hypot(standardError, all.standardError);
    expect(Math.abs(mean - all.mean) / error).toBeLessThan(5);
    const [{ reconstruction = 0, divergence = 0 } = {}] = found;
    expect(reconstruction + divergence - mean).toBeGreaterThan(5 * error); // the gap is seen

    const named = meanAndError(found.map(({ drawn }) => drawn?.standardError as number)).mean;
    const ratio = (standardError * Math.sqrt(SEEDS)) / named;
    expect(ratio).toBeGreaterThan(0.5); // χ² of 29: within 0.56 and 1.5 but for 1 in 10 000
    expect(ratio).toBeLessThan(1.6);
  });

  test.each([
    [{ items: 0 }, "items: expected a whole number ≥ 2; got 0"],
    [{ items: 1 }, "items: expected a whole number ≥ 2; got 1"],
    [{ items: 2.5 }, "items: expected a whole number ≥ 2; got 2.5"],
    [{ items: Number.NaN }, "items: expected a whole number ≥ 2; got NaN"],
    [
      { items: 5, samples: 1 },
      "samples: expected at least 2, where only some items are drawn; got 1",
    ],
  ])("are refused where they tell of no error: %o", async (asked, says) => {
    const scored = importanceWeightedNll({ ...source, ...asked });
    await expect(scored).rejects.toThrow(expect.objectContaining({ code: "OPTION" }));
    await expect(scored).rejects.toThrow(says);
  });

  test("keep the ELBO of all, and its counts", async () => {
    const positive = { ...source, dataset: datasetOf(values.map(Math.abs)), seed: 3 };
    const { drawn, items, tokens, reconstruction, divergence, ...rest } =
      await importanceWeightedNll({ ...positive, samples: 20, items: 15 });
    const one = await importanceWeightedNll({ ...positive, samples: 1 });
    expect(drawn?.items).toBe(15);
    expect({ items, tokens }).toEqual({ items: one.items, tokens: one.tokens });
    expect(reconstruction + divergence).toBeCloseTo(one.nll, 5);
    expect(rest.estimator.name).toBe("IW-20");
    expect(rest.ppl).toBeCloseTo(Math.exp((rest.nll * items) / tokens), 10);
    expect(rest.pplPerItem).toBeLessThan(one.pplPerItem);
  });

  test("are all of them where as many are asked for", async () => {
    expect(await some(1, 40)).toEqual(
      await importanceWeightedNll({ ...source, samples: 20, seed: 1 }),
    );
  });
});

test("nothing leaks", async () => {
  const source = { model: modelOf(dataset, wrong), dataset, split: "test" } as const;
  const before = memory().numTensors;
  await importanceWeightedNll({ ...source, samples: 7, chunk: 3 });
  await importanceWeightedNll({ ...source, samples: 7, chunk: 3, items: 5 });
  expect(memory().numTensors).toBe(before);
});
