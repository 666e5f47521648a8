import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  keep,
  log,
  mul,
  reshape,
  setBackend,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tidy,
  transpose,
} from "@tensorflow/tfjs-core";
import { createRng, type Distribution } from "@textvae/core";
import { distributionLaws, referenceNormal, testDistribution } from "@textvae/testing";
import { expect, test } from "vitest";
import { failuresOf } from "./failures.ts";

await setBackend("cpu");

interface Moments {
  readonly mean_BZ: Tensor2D;
  readonly std_BZ: Tensor2D;
}

const subject = (change: (q: Distribution, moments: Moments) => Partial<Distribution>) => ({
  parameters: {
    mean_BZ: [
      [0.5, -1],
      [-2, 0.25],
    ],
    std_BZ: [
      [1.3, 0.5],
      [0.8, 1.5],
    ],
  },
  make: (moments: Moments): Distribution => {
    const q = referenceNormal(moments);
    return { ...q, ...change(q, moments) };
  },
  against: [() => referenceNormal({ mean_BZ: tensor2d([[0, 0]]), std_BZ: tensor2d([[1, 1]]) })],
});

const broken = (change: Parameters<typeof subject>[0]) =>
  failuresOf(distributionLaws(subject(change)));

testDistribution(subject(() => ({})));

const gradientLaw = "the gradient through samples is that of E[f(z)], row 0";
const klLaw = "KL(q‖p) = E[log q(z) − log p(z)] for p 0";

test("a sampler that is too narrow breaks the gradient law and the KL", async () => {
  const failures = await broken((_, { mean_BZ, std_BZ }) => ({
    sample: (rng, n) =>
      tidy(() => referenceNormal({ mean_BZ, std_BZ: mul(std_BZ, 0.9) }).sample(rng, n)),
  }));
  expect(failures).toEqual(expect.arrayContaining([gradientLaw, klLaw]));
});

test("a sampler whose gradient drops the scale breaks the gradient law alone", async () => {
  const failures = await broken((_, { mean_BZ, std_BZ }) => ({
    sample: (rng, n = 1) =>
      tidy(() => {
        const detached = tensor2d(std_BZ.dataSync(), std_BZ.shape);
        const used = add(detached, mul(0, std_BZ)) as Tensor2D;
        return referenceNormal({ mean_BZ, std_BZ: used }).sample(rng, n);
      }),
  }));
  expect(failures).toEqual([gradientLaw, "the gradient through samples is that of E[f(z)], row 1"]);
});

test("a density that is not normalised breaks its integral", async () => {
  const failures = await broken((q) => ({
    logProb: (z_BZ) => tidy(() => add(q.logProb(z_BZ), 0.1) as Tensor1D),
  }));
  expect(failures).toEqual(["the density integrates to one", klLaw]);
});

test("a KL without its ½ breaks the closed form", async () => {
  const failures = await broken((q) => ({
    klTo: (p) => tidy(() => mul(2, q.klTo?.(p) as Tensor)),
  }));
  expect(failures).toEqual([klLaw]);
});

test("a wrong mean breaks the sample mean", async () => {
  const failures = await broken((_, { mean_BZ }) => ({
    mean: () => tidy(() => add(mean_BZ, 0.1) as Tensor2D),
  }));
  expect(failures).toEqual(["the sample mean agrees with mean()"]);
});

test("an entropy with the wrong constant breaks it", async () => {
  const failures = await broken((_, { std_BZ }) => ({
    entropy: () => tidy(() => sum(log(std_BZ), 1) as Tensor1D),
  }));
  expect(failures).toEqual(["H[q] = −E[log q(z)]"]);
});

test("samples in batch-major order break the order of rows", async () => {
  const failures = await broken((q) => ({
    sample: (rng, n = 1) =>
      tidy(() => {
        const z_SBZ = reshape(q.sample(rng, n), [n, q.batch, -1]);
        return reshape(transpose(z_SBZ, [1, 0, 2]), [n * q.batch, -1]) as Tensor2D;
      }),
  }));
  expect(failures).toContain("sample s of row b is row s·B + b");
});

test("samples off the sphere break the support", async () => {
  expect(await broken(() => ({ support: "sphere" }))).toContain("samples lie in the support");
  expect(await broken(() => ({ support: "binary" }))).toContain("samples lie in the support");
});

test("a sampler that ignores its stream, or leaks, is found", async () => {
  let counter = 0;
  const fixed = await broken((q) => ({
    sample: (_, n) => q.sample(createRng(counter++), n),
  }));
  expect(fixed).toContain("the same stream gives the same sample, another one another");
  const leaking = await broken((q) => ({
    logProb: (z_BZ) => {
      keep(add(z_BZ, 1));
      return q.logProb(z_BZ);
    },
  }));
  expect(leaking).toEqual(["no method leaks a tensor"]);
});
