import { add, memory, mul, ones, sum, type Tensor2D, tensor2d, zeros } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng, type Dataset, type Distribution, posteriorOf } from "@textvae/core";
import { diagonalGaussian, standardNormal } from "@textvae/prior-gaussian";
import { vonMisesFisher } from "@textvae/prior-vmf";
import { describe, expect, test } from "vitest";
import * as diagnostics from "../src/index.ts";
import { datasetOf, drawn, linearPrior, modelOf, widening } from "./linear-gaussian.ts";

await cpu().start();

const {
  activeUnits,
  binarise,
  hashing,
  importanceWeightedNll,
  meanCodes,
  medians,
  mutualInformation,
  precisionAt,
  probe,
  probeCodes,
  swapSensitivity,
} = diagnostics;

const context = { rng: createRng(0), training: false, step: 0 };
const data = datasetOf(drawn(23));
const prior = standardNormal(2);

/** A model's own posteriors, batch by batch, as someone would hand them over. */
const taken = (flows: Parameters<typeof modelOf>[2], batchSize: number) => {
  const model = modelOf(data, linearPrior({ width: 1.3 }), flows);
  const epoch = data.epoch("test", { batchSize });
  const batches = Array.from({ length: epoch.length }, (_, i) => epoch.at(i));
  const posteriors = batches.map((batch) => posteriorOf(model, batch, context));
  return {
    source: { model, dataset: data, split: "test" as const, batchSize },
    posteriors,
    logLikelihood: (z_NZ: Tensor2D, index: number) => {
      const batch = batches[index] as (typeof batches)[number];
      const n = z_NZ.shape[0] / batch.size;
      const items = Array.from({ length: n }, () => [...(batch.counts_BV ?? [])]).flat();
      const repeated = { size: z_NZ.shape[0], counts_BV: Float32Array.from(items) };
      return model.logLikelihood(repeated, z_NZ, context);
    },
  };
};

describe.each([
  ["plain", []],
  ["behind a flow", [widening(0.7)]],
] as const)("posteriors handed over, %s, have the numbers of their model", (_, flows) => {
  const { source, posteriors, logLikelihood } = taken(flows, 6);

  test("mutual information and KL(q(z)‖p(z)), to the last bit", async () => {
    for (const mixture of ["whole set", "within batch"] as const) {
      for (const options of [{ mixture }, { mixture, samples: 3, seed: 5 }]) {
        expect(await mutualInformation(posteriors, { ...options, prior })).toEqual({
          ...(await mutualInformation({ ...source, ...options })),
          ...(mixture === "within batch" && { estimator: "within batches of 6" }),
        });
      }
    }
  });

  test("active units, mean codes and IW-K too", async () => {
    const options = { samples: 4, seed: 2 };
    expect(await activeUnits(posteriors, options)).toEqual(
      await activeUnits({ ...source, ...options }),
    );
    expect(await meanCodes(posteriors, { seed: 2, space: "before flows" })).toEqual(
      await meanCodes({ ...source, seed: 2, space: "before flows" }),
    );
    const given = { samples: 7, chunk: 3, seed: 4 };
    const scored = await importanceWeightedNll({ ...source, ...given });
    const own = await importanceWeightedNll(posteriors, { ...given, prior, logLikelihood });
    expect(scored).toMatchObject(own);
    expect(own.items).toBe(23);
  });
});

test("one batch of posteriors is a list of one, and mean codes are codes", async () => {
  const { source, posteriors } = taken([], 23);
  const [q] = posteriors as [Distribution];
  const model = await mutualInformation({ ...source, samples: 2 });
  expect(await mutualInformation(q, { prior, samples: 2 })).toEqual(model);
  const codes = await meanCodes(q);
  const { estimator, ...units } = await activeUnits(source);
  const rows = Array.from({ length: 23 }, (_, n) => codes.codes_NZ.subarray(2 * n, 2 * n + 2));
  for (const form of [codes, rows, rows.map((row) => [...row])]) {
    expect(await activeUnits(form)).toEqual({ ...units, estimator: "codes as given" });
    expect((await meanCodes(form)).codes_NZ).toEqual(codes.codes_NZ);
  }
  expect(estimator).toBe("posterior mean");
});

test("von Mises–Fisher posteriors of antipodes tell ln 2, their KL is the closed form", async () => {
  const mean_BZ = tensor2d([0, 0, 1, 0, 0, -1], [2, 3]);
  const uniform = vonMisesFisher({ mean_BZ: tensor2d([[0, 0, 1]]), kappa: 0 });
  const q = vonMisesFisher({ mean_BZ, kappa: 30 });
  const found = await mutualInformation(q, { prior: uniform, samples: 2000 });
  expect(found.mutualInformation).toBeCloseTo(Math.LN2, 5);
  // KL(vMF(κ) ‖ uniform) on S²: κ coth κ − 1 + ln(κ / sinh κ).
  const kl = 30 / Math.tanh(30) - 1 + Math.log(30 / Math.sinh(30));
  expect(Math.abs(found.kl.mean - kl)).toBeLessThan(5 * (found.kl.standardError as number));
  expect(found.aggregateKl).toBeCloseTo(found.kl.mean - Math.LN2, 5);
});

/** Codes, classes and words by split, and the dataset and model that have them. */
const labelled = () => {
  const rng = createRng(8);
  const itemsOf = (size: number) => ({
    codes: { codes_NZ: Float32Array.from(rng.normals(3 * size)), size: 3 },
    labels_N: Int32Array.from(rng.uniforms(size), (u) => Math.floor(2 * u)),
    counts_NV: { codes_NZ: Float32Array.from(rng.uniforms(4 * size), (u) => 3 * u), size: 4 },
  });
  const splits = { train: itemsOf(40), valid: itemsOf(10), test: itemsOf(12) };
  const sizes = { train: 40, valid: 10, test: 12 };
  const batches = Object.fromEntries(
    Object.entries(splits).map(([split, { codes, labels_N, counts_NV }]) => [
      split,
      { size: labels_N.length, labels_B: labels_N, counts_BV: counts_NV.codes_NZ, codes },
    ]),
  );
  const dataset = {
    name: "known",
    splits: ["train", "valid", "test"],
    provides: ["labels_B", "counts_BV"],
    size: (split: keyof typeof sizes) => sizes[split],
    epoch: (split: string) => ({ length: 1, at: () => batches[split] }),
  } as unknown as Dataset;
  const model = {
    parts: { prior: { size: 3, support: "euclidean" } },
    vocabulary: { size: 4 },
    condition: () => undefined,
    posterior: ({ size, codes }: { size: number; codes: { codes_NZ: Float32Array } }) => {
      const mean_BZ = tensor2d(codes.codes_NZ, [size, 3]);
      return diagonalGaussian({ mean_BZ, logStd_BZ: zeros([size, 3]) });
    },
  } as never;
  return { splits, model, dataset };
};

test("hashing and probes of codes are those of the model that has these codes", async () => {
  const { splits, model, dataset } = labelled();
  for (const options of [
    { neighbours: 5 },
    { neighbours: 3, queries: "valid", database: "valid" },
    { neighbours: 9, threshold: 0.1 },
  ] as const) {
    expect(await hashing(splits, options)).toEqual(await hashing({ model, dataset, ...options }));
  }
  const options = { hidden: 4, epochs: 2, seed: 3 };
  expect(await probeCodes(splits, options)).toEqual(
    await probeCodes({ model, dataset, ...options }),
  );
});

test("rows are what flat arrays are: bits, medians, P@k and pairs", async () => {
  const flat = Float32Array.from(createRng(2).normals(30));
  const rows = Array.from({ length: 10 }, (_, n) => [...flat.subarray(3 * n, 3 * n + 3)]);
  expect(medians(rows, 3)).toEqual(medians(flat, 3));
  const codes = binarise(flat, medians(flat, 3));
  expect(binarise(rows, medians(flat, 3))).toEqual(codes);
  const labels_N = Int32Array.from({ length: 10 }, (_, n) => n % 3);
  const middle = medians(rows, 3);
  const bits = rows.map((row) => row.map((x, i) => (x > (middle[i] as number) ? 1 : 0)));
  const items = { codes: bits, labels_N: [...labels_N] };
  const hashed = { codes, labels_N };
  expect(precisionAt(4, { queries: items, database: items, same: true })).toBe(
    precisionAt(4, { queries: hashed, database: hashed, same: true }),
  );
  // Rows of 0 and 1 are cut at ½: a median of mostly ones would make them all 0.
  const ones = { codes: [[1], [1], [1], [0]], labels_N: [0, 0, 0, 1] };
  const found = await hashing({ test: ones }, { ...among, neighbours: 1 });
  expect(found).toMatchObject({ threshold: 0.5, precision: 0.75 });
  const pairs = { from: rows, to: rows.map(([x]) => [x as number, 1]) };
  const [from_NI, to_NO] = [flat, Float32Array.from(pairs.to.flat())];
  const same = { from_NI, to_NO, rows: 10 };
  const options = { hidden: 3, epochs: 1 };
  expect(await probe({ train: pairs, valid: pairs, test: pairs }, options)).toEqual(
    await probe({ train: same, valid: same, test: same }, options),
  );
});

const among = { queries: "test", database: "test" } as const;
const q = diagonalGaussian({ mean_BZ: zeros([3, 2]), logStd_BZ: zeros([3, 2]) });
const wider = diagonalGaussian({ mean_BZ: zeros([3, 4]), logStd_BZ: zeros([3, 4]) });
const broken = diagonalGaussian({
  mean_BZ: tensor2d([0, Number.NaN, 0, 0], [2, 2]),
  logStd_BZ: zeros([2, 2]),
});
const endless = diagonalGaussian({
  mean_BZ: tensor2d([0, Number.POSITIVE_INFINITY, 0, 0], [2, 2]),
  logStd_BZ: zeros([2, 2]),
});
const gone = zeros([3, 2]) as Tensor2D;
const disposed = diagonalGaussian({ mean_BZ: gone, logStd_BZ: gone });
gone.dispose();
const codes = [
  [0, 1],
  [1, 3],
];

const noRows: readonly unknown[] = [
  undefined,
  null,
  "codes",
  7,
  {},
  [],
  [[]],
  [[1, 2], [3]],
  [1, 2, 3],
  Float32Array.of(1, 2),
  [[1, Number.NaN]],
  [[1, Number.POSITIVE_INFINITY]],
  [[1e39, 1]],
  [["1", "2"]],
  [[1n, 2n]],
  [new Array(2)],
  [[1, null]],
  { codes_NZ: Float32Array.of(1, 2, 3), size: 2 },
  { codes_NZ: Float32Array.of(1, 2) },
  { codes_NZ: [], size: 2 },
  { codes_NZ: null, size: 2 },
  tensor2d(codes),
  Promise.resolve(codes),
  [q, codes],
  [q, wider],
  [q, null],
];

describe("what is neither codes nor posteriors is refused", () => {
  test.each(noRows.map((rows, i) => [i, rows]))("%i", async (_, rows) => {
    const refused = expect.objectContaining({ name: "TextvaeError", code: "SHAPE" });
    const from = rows as never;
    await expect(activeUnits(from)).rejects.toThrow(refused);
    await expect(meanCodes(from)).rejects.toThrow(refused);
    await expect(mutualInformation(from, { prior })).rejects.toThrow(refused);
    const weights = { prior, logLikelihood: () => zeros([3]) as never };
    await expect(importanceWeightedNll(from, weights)).rejects.toThrow(refused);
    const items = { codes: from, labels_N: [0, 1] };
    await expect(hashing({ test: items }, among)).rejects.toThrow(refused);
    await expect(probeCodes({ test: items })).rejects.toThrow(refused);
    const pairs = { from, to: codes };
    await expect(probe({ train: pairs, valid: pairs, test: pairs })).rejects.toThrow(refused);
    expect(() => precisionAt(1, { queries: items, database: items } as never)).toThrow(refused);
  });

  test.each([
    ["SHAPE", "labels", () => hashing({ test: { codes, labels_N: [0] } }, among)],
    ["SHAPE", "classes", () => hashing({ test: { codes, labels_N: [0.5, 1] } }, among)],
    ["CAPABILITY", "no labels", () => hashing({ test: { codes } }, { ...among, neighbours: 1 })],
    ["SPLIT", "no train", () => hashing({ test: { codes, labels_N: [0, 1] } }, { neighbours: 1 })],
    ["OPTION", "a split", () => hashing({ trian: { codes } } as never, among)],
    ["OPTION", "no splits", () => probeCodes(codes as never)],
    ["OPTION", "threshold", () => hashing({ test: { codes } }, { threshold: Number.NaN })],
    ["CAPABILITY", "no words", () => probeCodes({ test: { codes } })],
    ["SHAPE", "words", () => probeCodes({ test: { codes, counts_NV: [[1]] } })],
    ["SHAPE", "below 0", () => probeCodes({ test: { codes, counts_NV: [[1], [-1]] } })],
    ["OPTION", "no prior", () => mutualInformation(q)],
    ["OPTION", "a prior per item", () => mutualInformation(q, { prior: q })],
    ["SHAPE", "a wide prior", () => mutualInformation(q, { prior: standardNormal(3) })],
    ["CAPABILITY", "information of codes", () => mutualInformation(codes, { prior })],
    ["OPTION", "no codes drawn", () => mutualInformation(q, { prior, samples: 0 })],
    ["OPTION", "mixture", () => mutualInformation(q, { prior, mixture: "all" as never })],
    ["NON_FINITE", "NaN", () => mutualInformation(broken, { prior })],
    ["NON_FINITE", "NaN in means", () => activeUnits(broken)],
    ["NON_FINITE", "infinite means", () => activeUnits(endless)],
    ["NON_FINITE", "infinite codes", () => meanCodes(endless)],
    ["SHAPE", "no support", () => meanCodes({ ...q, support: undefined } as never)],
    ["CAPABILITY", "swaps of codes", () => swapSensitivity(codes as never)],
    ["PLUGIN", "disposed", () => activeUnits(disposed)],
    ["SHAPE", "densities", () => meanCodes({ ...q, logProb: () => zeros([1]) as never })],
    ["OPTION", "half a source", () => activeUnits({ model: {} } as never)],
    ["OPTION", "threshold of units", () => activeUnits(codes, { threshold: Number.NaN })],
    ["CAPABILITY", "no decoder", () => importanceWeightedNll(q, { prior } as never)],
    [
      "SHAPE",
      "a likelihood for all",
      () => importanceWeightedNll(q, { prior, logLikelihood: () => zeros([1]) as never }),
    ],
    ["OPTION", "some items", () => importanceWeightedNll(q, { prior, items: 2 } as never)],
  ] as const)("%s: %s", async (code, _, ask) => {
    await expect(ask()).rejects.toThrow(expect.objectContaining({ name: "TextvaeError", code }));
  });
});

test("nothing leaks", async () => {
  const before = memory().numTensors;
  await mutualInformation(q, { prior });
  await activeUnits(codes);
  await hashing({ test: { codes, labels_N: [0, 1] } }, { ...among, neighbours: 1 });
  const logLikelihood = (z_NZ: Tensor2D) => sum(add(mul(z_NZ, ones(z_NZ.shape)), 1), 1) as never;
  await importanceWeightedNll(q, { prior, logLikelihood, samples: 3 });
  expect(memory().numTensors).toBe(before);
});
