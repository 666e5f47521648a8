import { memory, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import {
  assemble,
  createRng,
  type Flow,
  type Prior,
  posteriorOf,
  TextvaeError,
} from "@textvae/core";
import { bowDecoder } from "@textvae/decoder-bow";
import { importanceWeightedNll, mutualInformation } from "@textvae/diagnostics";
import { bowEncoder } from "@textvae/encoder-bow";
import { planar } from "@textvae/flow-planar";
import { categorical } from "@textvae/prior-categorical";
import { deterministic } from "@textvae/prior-gaussian";
import { vmf } from "@textvae/prior-vmf";
import { describe, expect, test } from "vitest";
import {
  datasetOf,
  drawn,
  linearPrior,
  modelOf,
  posteriorMean,
  variance,
} from "./linear-gaussian.ts";
import { meanAndError } from "./moments.ts";

await cpu().start();

const sourceOf = (values: Float32Array, prior = linearPrior()) => {
  const dataset = datasetOf(values);
  return { model: modelOf(dataset, prior), dataset, split: "test" } as const;
};

/** I of ½N(−d/2, 1) + ½N(d/2, 1) in nats, by the trapezoid rule on 4001 points. */
const twoNormals = (d: number): number => {
  const density = (z: number, mean: number) =>
    Math.exp(-0.5 * (z - mean) ** 2) / Math.sqrt(2 * Math.PI);
  const step = (d + 20) / 4000;
  let total = 0;
  for (let i = 0; i <= 4000; i++) {
    const z = -d / 2 - 10 + i * step;
    const [a, b] = [density(z, -d / 2), density(z, d / 2)];
    for (const p of [a, b]) if (p > 0) total += 0.5 * p * Math.log((2 * p) / (a + b)) * step;
  }
  return total;
};

describe("of two items with Gaussian posteriors", () => {
  test.each([0.3, 0.6, 1.2])("it is that of the mixture of two, spread %f", async (spread) => {
    const values = Float32Array.from([spread, -spread, 0.2, -spread, spread, 0]);
    const [a, b] = [posteriorMean(values, 0), posteriorMean(values, 1)];
    const distance = Math.hypot(
      ...a.map((mean, j) => (mean - (b[j] as number)) / Math.sqrt(variance[j] as number)),
    );
    const found = await mutualInformation({ ...sourceOf(values), samples: 4000 });
    const error = Math.max(found.standardError ?? 0, 1e-5);
    const z = (found.mutualInformation - twoNormals(distance)) / error;
    expect(Math.abs(z)).toBeLessThan(5);
    expect(found.estimator).toBe("whole set, mixture of 2");
    expect(found.cap).toBeCloseTo(Math.LN2, 12);
  });
});

describe("of many items", () => {
  const source = sourceOf(drawn(150));

  test("it is at most the cap and the KL, and the rest of the KL is the aggregate's", async () => {
    for (const mixture of ["within batch", "whole set"] as const) {
      const found = await mutualInformation({ ...source, mixture, batchSize: 8, samples: 20 });
      const { mutualInformation: nats, kl, cap, aggregateKl = Number.NaN } = found;
      expect(nats).toBeGreaterThan(0.3);
      expect(nats).toBeLessThanOrEqual(cap);
      expect(nats).toBeLessThanOrEqual(kl.mean);
      expect(nats + aggregateKl).toBeCloseTo(kl.mean, 10);
    }
  });

  test("within batches it is lower, capped at ln B, and nothing for batches of one", async () => {
    const within = (batchSize: number) =>
      mutualInformation({ ...source, mixture: "within batch", batchSize, samples: 10 });
    const [one, four, all] = [await within(1), await within(4), await within(150)];
    const whole = await mutualInformation({ ...source, batchSize: 7, samples: 10 });
    expect(one.mutualInformation).toBeLessThan(1e-5);
    expect(one.cap).toBe(0);
    expect(four.mutualInformation).toBeLessThan(all.mutualInformation);
    expect(four.cap).toBeLessThanOrEqual(Math.log(4));
    expect(four.estimator).toBe("within batches of 4");
    const error = Math.hypot(all.standardError ?? 0, whole.standardError ?? 0);
    expect(Math.abs(all.mutualInformation - whole.mutualInformation) / error).toBeLessThan(5);
  });

  test("far apart it is the logarithm of their number", async () => {
    const far = Float32Array.from({ length: 30 }, (_, i) => 40 * (i + 1));
    const { mutualInformation: nats } = await mutualInformation(sourceOf(far));
    expect(nats).toBeCloseTo(Math.log(10), 4);
  });

  test("a collapsed posterior tells nothing", async () => {
    const width = 1 / Math.sqrt(variance[0] as number);
    const collapsed = sourceOf(drawn(60), linearPrior({ scale: 0, width }));
    const { mutualInformation: nats } = await mutualInformation({ ...collapsed, samples: 5 });
    expect(nats).toBeLessThan(1e-5);
  });

  test("near collapse no number contradicts another: 0 ≤ I, KL of q(z) ≤ KL, which is their sum", async () => {
    const width = 1 / Math.sqrt(variance[0] as number);
    const items = drawn(12);
    let below = 0;
    for (const scale of [0, 0.02, 0.2]) {
      const nearly = sourceOf(items, linearPrior({ scale, width }));
      for (let seed = 0; seed < 8; seed++) {
        const codes = { ...nearly, seed };
        const raw = await importanceWeightedNll({ ...codes, samples: 1 });
        if (raw.divergence < 0) below++;
        for (const mixture of ["within batch", "whole set"] as const) {
          const found = await mutualInformation({ ...codes, mixture, batchSize: 5 });
          const { mutualInformation: nats, kl, aggregateKl = Number.NaN } = found;
          for (const part of [nats, aggregateKl]) {
            expect(part).toBeGreaterThanOrEqual(0);
            expect(part).toBeLessThanOrEqual(kl.mean);
          }
          expect(nats + aggregateKl).toBeCloseTo(kl.mean, 12);
        }
      }
    }
    expect(below).toBeGreaterThan(3); // samples of the KL do fall below 0 here
  });

  test.each([1, 25])(
    "its errors are those of the draw of %i codes of each item",
    async (samples) => {
      const few = sourceOf(drawn(30));
      const seeds = Array.from({ length: 40 }, (_, seed) => seed);
      const found = await Promise.all(
        seeds.map((seed) => mutualInformation({ ...few, batchSize: 7, samples, seed })),
      );
      const spread = Math.sqrt(40) * meanAndError(found.map(({ kl }) => kl.mean)).standardError;
      const named = meanAndError(found.map(({ kl }) => kl.standardError as number)).mean;
      // χ² of 39: within 0.6 and 1.45 but for 1 in 10 000; of one code each it may be too much.
      expect(spread / named).toBeLessThan(1.45);
      if (samples > 1) expect(spread / named).toBeGreaterThan(0.6);
      const alone = await mutualInformation({ ...sourceOf(drawn(1)), samples });
      expect(alone.standardError === undefined).toBe(samples === 1);
    },
  );

  test("nothing leaks", async () => {
    const before = memory().numTensors;
    await mutualInformation({ ...source, mixture: "within batch" });
    await mutualInformation(source);
    expect(memory().numTensors).toBe(before);
  });
});

const counts = Float32Array.from([3, 0, 1, 0, 2, 2, 1, 1, 0, 0, 0, 5, 2, 4, 1]);
const dataset = datasetOf(counts);
const ofPrior = (prior: Prior) => ({
  model: assemble(
    { encoder: bowEncoder({ hidden: [8] }), prior, decoder: bowDecoder() },
    { dataset, seed: 3 },
  ),
  dataset,
  split: "test" as const,
});

test("of categorical codes it is the sum over all of them", async () => {
  const source = ofPrior(categorical({ variables: 1, classes: 3 }));
  const mass = tidy(() => {
    const batch = dataset.epoch("test", { batchSize: 5 }).at(0);
    const q = posteriorOf(source.model, batch, { rng: createRng(1), training: false, step: 0 });
    return [0, 1, 2].map((c) => {
      const one = [0, 1, 2].map((i) => (i === c ? 1 : 0));
      return [...q.logProb(tensor2d(Array(5).fill(one))).dataSync()].map(Math.exp);
    });
  });
  const exact = mass
    .flatMap((p_N) => {
      const mean = p_N.reduce((sum, p) => sum + p / 5, 0);
      return p_N.map((p) => (p / 5) * Math.log(p / mean));
    })
    .reduce((sum, part) => sum + part, 0);
  const found = await mutualInformation({ ...source, samples: 5000, batchSize: 2 });
  const { standardError = Number.NaN } = found;
  expect(Math.abs(found.mutualInformation - exact) / standardError).toBeLessThan(5);
  expect(exact).toBeGreaterThan(10 * standardError);
});

test("of vMF codes it lies between nothing and their KL, which is one number", async () => {
  const source = ofPrior(vmf({ size: 3, kappa: 20 }));
  const found = await mutualInformation({ ...source, samples: 500 });
  // KL(vMF(κ) ‖ uniform) on S²: κ coth κ − 1 + ln(κ / sinh κ).
  const kappa = 20;
  const kl = kappa / Math.tanh(kappa) - 1 + Math.log(kappa / Math.sinh(kappa));
  const { mean, standardError = Number.NaN } = found.kl;
  expect(Math.abs(mean - kl) / standardError).toBeLessThan(5);
  expect(found.mutualInformation).toBeGreaterThan(0.2);
  expect(found.mutualInformation).toBeLessThan(Math.log(5));
});

/** A flow that knows no way back. */
const oneWay = (flow: Flow): Flow => ({
  ...flow,
  build: (scope, sizes) => ({ forward: flow.build(scope, sizes).forward }),
});

test("flows that bend all codes alike change nothing", async () => {
  const set = datasetOf(drawn(20));
  const [plain, bent] = await Promise.all(
    [[], [planar({ layers: 2 })]].map((flows) =>
      mutualInformation({
        model: modelOf(set, linearPrior(), flows),
        dataset: set,
        split: "test",
        samples: 5,
      }),
    ),
  );
  expect(bent?.mutualInformation).toBeCloseTo(plain?.mutualInformation as number, 3);
  expect(bent?.kl.mean).not.toBeCloseTo(plain?.kl.mean as number, 3);
});

test("codes without a density are refused by name", async () => {
  await expect(mutualInformation(ofPrior(deterministic({ size: 2 })))).rejects.toThrow(
    expect.objectContaining({ code: "CAPABILITY" }),
  );
  const set = datasetOf(drawn(5));
  const model = modelOf(set, linearPrior(), [oneWay(planar())]);
  await expect(mutualInformation({ model, dataset: set, split: "test" })).rejects.toThrow(
    TextvaeError,
  );
});
