import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  argMax,
  cast,
  exp,
  less,
  logSoftmax,
  mul,
  neg,
  oneHot,
  reshape,
  setBackend,
  sigmoid,
  softmax,
  softplus,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import type { Distribution } from "@textvae/core";
import { straightThrough } from "@textvae/ops";
import { distributionLaws, testDistribution } from "@textvae/testing";
import { expect, test } from "vitest";
import { failuresOf } from "./failures.ts";

await setBackend("cpu");

type Change = (q: Distribution, logits_BZ: Tensor2D) => Partial<Distribution>;

const subject = (family: (logits_BZ: Tensor2D) => Distribution, change: Change) => ({
  parameters: {
    logits_BZ: [
      [0.5, -1, 0.2],
      [-2, 0.25, 1],
    ],
  },
  make: ({ logits_BZ }: { readonly logits_BZ: Tensor2D }): Distribution => {
    const q = family(logits_BZ);
    return { ...q, ...change(q, logits_BZ) };
  },
});

const total = (terms_SBZ: Tensor): Tensor1D => reshape(sum(terms_SBZ, 2), [-1]) as Tensor1D;

/** Independent bits. */
const bits = (logits_BZ: Tensor2D): Distribution => {
  const [batch, size] = logits_BZ.shape;
  return {
    eventShape: [size],
    batch,
    support: "binary",
    gradient: "straight-through",
    sample: (rng, n = 1) =>
      tidy(() => {
        const q_NZ = tile(sigmoid(logits_BZ), [n, 1]);
        return straightThrough(cast(less(rng.uniform(q_NZ.shape), q_NZ), "float32"), q_NZ);
      }) as Tensor2D,
    logProb: (z_BZ) =>
      tidy(() => {
        const z_SBZ = reshape(z_BZ, [-1, batch, size]);
        return total(sub(mul(z_SBZ, logits_BZ), softplus(logits_BZ)));
      }),
  };
};

/** One variable, one-hot. */
const choice = (logits_BZ: Tensor2D): Distribution => {
  const [batch, size] = logits_BZ.shape;
  const logQ = () => logSoftmax(logits_BZ);
  return {
    ...bits(logits_BZ),
    support: "simplex",
    sample: (rng, n = 1) =>
      tidy(() => {
        const noisy = add(tile(logits_BZ, [n, 1]), rng.gumbel([n * batch, size]));
        const corner = cast(oneHot(argMax(noisy, 1) as Tensor1D, size), "float32");
        return straightThrough(corner, softmax(noisy)) as Tensor2D;
      }),
    logProb: (z_BZ) => tidy(() => total(mul(reshape(z_BZ, [-1, batch, size]), logQ()))),
    mean: () => tidy(() => exp(logQ())),
    entropy: () => tidy(() => neg(sum(mul(exp(logQ()), logQ()), 1)) as Tensor1D),
  };
};

/** Samples inside the simplex, which do not follow the mass of the corners. */
const soft: Change = (_, logits_BZ) => ({
  gradient: "pathwise",
  sample: (rng, n = 1) =>
    tidy(() => {
      const logits_NZ = tile(logits_BZ, [n, 1]);
      return softmax(add(logits_NZ, rng.gumbel(logits_NZ.shape))) as Tensor2D;
    }),
});
const relaxed: Change = (q, logits_BZ) => ({ ...soft(q, logits_BZ), relaxes: q });

testDistribution(subject(bits, () => ({})));
testDistribution(subject(choice, () => ({})));
testDistribution(subject(choice, relaxed));

const broken = (family: typeof bits, change: Change) =>
  failuresOf(distributionLaws(subject(family, change)));

const passes = "samples let a gradient through to every parameter";

test("discrete samples that let no gradient through are found", async () => {
  for (const family of [bits, choice]) {
    const stopped = await broken(family, (q) => ({
      sample: (rng, n) =>
        tidy(() => {
          const z_BZ = q.sample(rng, n);
          return straightThrough(z_BZ, mul(0, z_BZ));
        }),
    }));
    expect(stopped).toEqual([passes]);
  }
});

test("masses that do not sum to one are found", async () => {
  const more: Change = (q) => ({
    logProb: (z_BZ) => tidy(() => add(q.logProb(z_BZ), 0.1) as Tensor1D),
  });
  expect(await broken(bits, more)).toEqual(["the density integrates to one"]);
  expect(await broken(choice, more)).toEqual([
    "the masses of one-hot codes sum to one",
    "H[q] = −E[log q(z)]",
  ]);
});

test("relaxed samples that do not say so are found", async () => {
  const failures = await broken(choice, soft);
  expect(failures).toContain("the sample mean agrees with mean()");
  expect(failures).toContain("the gradient through samples is that of E[f(z)], row 0");
});

test("a relaxation of a relaxation, or of other codes, is found", async () => {
  const again = await broken(choice, (q, logits_BZ) => ({
    ...relaxed(q, logits_BZ),
    relaxes: { ...q, ...relaxed(q, logits_BZ) },
  }));
  expect(again).toContain("what it relaxes is an exact distribution over the same codes");
  const other = await broken(choice, (q, logits_BZ) => ({
    ...relaxed(q, logits_BZ),
    relaxes: { ...q, support: "binary" },
  }));
  expect(other).toContain("what it relaxes is an exact distribution over the same codes");
});

test("a temperature in the exact draws is found", async () => {
  const failures = await broken(choice, (q, logits_BZ) => ({
    ...relaxed(q, logits_BZ),
    relaxes: { ...q, sample: choice(mul(logits_BZ, 1.5) as Tensor2D).sample },
  }));
  expect(failures).toContain("the sample mean agrees with mean()");
  expect(failures).toContain("H[q] = −E[log q(z)]");
});
