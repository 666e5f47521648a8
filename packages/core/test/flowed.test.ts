import "@tensorflow/tfjs-backend-cpu";
import {
  fill,
  setBackend,
  square,
  sum,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { assemble, type Distribution, elbo, type Flow, type Prior } from "../src/index.ts";
import {
  affineFlow,
  context,
  monteCarloKl,
  toyBatch,
  toyDataset,
  toyDecoder,
  toyEncoder,
  toyPrior,
} from "./toy.ts";

beforeAll(() => setBackend("cpu"));

const values = [0.3, -1.2, 2.5];

/** An affine flow that is charged the squares of what enters it. */
const charged = (scale: number, shift: number): Flow => {
  const flow = affineFlow(scale, shift);
  const penalty = (z_BZ: Tensor2D): Tensor1D => sum(square(z_BZ), 1);
  return { ...flow, build: (scope, sizes) => ({ ...flow.build(scope, sizes), penalty }) };
};

/** The toy prior, charged 2 nats per code. */
const chargedPrior: Prior = {
  ...toyPrior(),
  build: (scope, sizes) => {
    const built = toyPrior().build(scope, sizes);
    const penalty = (z_BZ: Tensor2D): Tensor1D => fill([z_BZ.shape[0]], 2);
    return { ...built, posterior: (h_BH) => ({ ...built.posterior(h_BH), penalty }) };
  },
};

const modelWith = (flows: readonly Flow[], prior = toyPrior()) =>
  assemble(
    { encoder: toyEncoder, prior, decoder: toyDecoder, flows },
    { dataset: toyDataset(values), seed: 1 },
  );

const posteriorOf = (flows: readonly Flow[], prior?: Prior) =>
  modelWith(flows, prior).posterior(toyBatch(values), context(1));

const unflowed = (q: Distribution, z_BZ: Tensor2D): Tensor2D => {
  if (!q.unflowed) throw new Error("no unflowed");
  return q.unflowed(z_BZ);
};

const penaltyOf = (q: Distribution, z_BZ: Tensor2D): Tensor1D => {
  if (!q.penalty) throw new Error("no penalty");
  return q.penalty(z_BZ);
};

test("the density of a sample is that of its origin less the log-determinants", async () => {
  const flows = [affineFlow(1.5, 0.2), affineFlow(-0.4, 1)];
  const q = posteriorOf(flows);
  const base = posteriorOf([]);
  const z = q.sample(context(2).rng, 2);
  const logProb = await q.logProb(z).data();
  const origin = unflowed(q, z);
  const expected = await base.logProb(origin).data();
  logProb.forEach((value, i) => {
    expect(value).toBeCloseTo((expected[i] as number) - Math.log(1.5 * 0.4), 5);
  });
  const [codes, origins] = [await z.data(), await origin.data()];
  codes.forEach((code, i) => {
    expect(code).toBeCloseTo(-0.4 * (1.5 * (origins[i] as number) + 0.2) + 1, 5);
  });
});

test("penalties of the family and of every flow add up, at what enters each", async () => {
  const q = posteriorOf([charged(2, 1), affineFlow(3, 0), charged(1, 0)], chargedPrior);
  const z = q.sample(context(2).rng, 2);
  const origins = await unflowed(q, z).data();
  const penalty = await penaltyOf(q, z).data();
  penalty.forEach((value, i) => {
    const x = origins[i] as number;
    expect(value / (2 + x * x + (3 * (2 * x + 1)) ** 2)).toBeCloseTo(1, 5);
  });
});

test("nothing is charged, and no member there, where no part charges", () => {
  expect(posteriorOf([affineFlow(2, 1)]).penalty).toBeUndefined();
});

test("the loss holds the penalty and the reported numbers do not", async () => {
  const objective = elbo({ divergence: monteCarloKl, samples: 2 });
  const numbers = (flows: readonly Flow[]) => {
    const terms = tidy(() => {
      const { loss, nll_B } = objective.terms(modelWith(flows), toyBatch(values), context(3));
      return { loss, nll_B };
    });
    return Promise.all([terms.loss.data(), terms.nll_B.data()]);
  };
  const [freeLoss, freeNll] = await numbers([affineFlow(2, 1)]);
  const [loss, nll] = await numbers([charged(2, 1)]);
  expect([...nll]).toEqual([...freeNll]);
  expect(loss[0] as number).toBeGreaterThan((freeLoss[0] as number) + 0.01);
});

test("a code from elsewhere has no known origin", () => {
  const q = posteriorOf([charged(2, 1)]);
  const other = posteriorOf([charged(2, 1)]).sample(context(1).rng);
  for (const member of ["unflowed", "penalty"] as const) {
    expect(() => q[member]?.(other)).toThrowError(expect.objectContaining({ code: "CAPABILITY" }));
  }
});
