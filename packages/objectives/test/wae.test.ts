import "@tensorflow/tfjs-backend-cpu";
import {
  fill,
  memory,
  scalar,
  setBackend,
  type Tensor,
  type Tensor1D,
  tidy,
} from "@tensorflow/tfjs-core";
import { assemble, type Divergence, elbo, type Objective, type Prior } from "@textvae/core";
import { wae } from "@textvae/objectives";
import { beforeAll, expect, test } from "vitest";
import {
  a,
  context,
  monteCarloKl,
  s,
  toyBatch,
  toyDataset,
  toyDecoder,
  toyEncoder,
  toyPrior,
} from "../../core/test/toy.ts";

beforeAll(() => setBackend("cpu"));

const values = [0.3, -1.2, 2.5];
const dataset = toyDataset(values);
const modelOf = (prior: Prior = toyPrior()) =>
  assemble({ encoder: toyEncoder, prior, decoder: toyDecoder }, { dataset, seed: 1 });

/** Of the batch as a whole, as MMD is. */
const ofBatch = (value: number): Divergence => ({
  bound: false,
  between: () => ({ value: scalar(value), estimator: "Monte Carlo" }),
});

/** The terms of one batch as numbers. */
const termsOf = (objective: Objective, step = 0, prior?: Prior) => {
  const numbers = (x: Tensor | undefined): number[] => [...(x?.dataSync() ?? [])];
  let read = {
    loss: 0,
    weight: 0 as number | undefined,
    each: [0],
    divergence: [0],
    nll: [0],
    estimator: { name: "", bound: true },
  };
  tidy(() => {
    const terms = objective.terms(modelOf(prior), toyBatch(values), { ...context(3), step });
    read = {
      loss: numbers(terms.loss)[0] as number,
      weight: terms.weight,
      each: numbers(terms.reconstruction_B),
      divergence: numbers(terms.divergence_B),
      nll: numbers(terms.nll_B),
      estimator: terms.estimator,
    };
  });
  return { ...read, reconstruction: read.each.reduce((a, b) => a + b, 0) / read.each.length };
};

test("the loss is reconstruction plus λ(step) times the divergence", () => {
  const objective = wae({ divergence: ofBatch(-0.25), weight: (step) => 2 * step });
  const terms = termsOf(objective, 5);
  expect(terms.weight).toBe(10);
  expect(terms.loss).toBeCloseTo(terms.reconstruction - 2.5, 5);
  expect(terms.divergence).toEqual([-0.25, -0.25, -0.25]);
});

test("a code without noise is decoded as it is", () => {
  const terms = termsOf(wae({ divergence: ofBatch(0), weight: 1 }), 0, toyPrior(0.5, 0));
  const expected = values.map(
    (x) => 0.5 * ((x - a * 0.5 * x) / s) ** 2 + Math.log(s) + 0.5 * Math.log(2 * Math.PI),
  );
  for (const [i, nll] of terms.nll.entries()) expect(nll).toBeCloseTo(expected[i] as number, 5);
});

test("what it reports is the reconstruction and says so", () => {
  const terms = termsOf(wae({ divergence: ofBatch(1), weight: 1 }));
  expect(terms.nll).toEqual(terms.each);
  expect(terms.estimator).toEqual({ name: "reconstruction, WAE", bound: false });
});

test("the ELBO with a divergence that has no part per item claims neither itself nor a bound", () => {
  const terms = termsOf(elbo({ divergence: { ...ofBatch(1), bound: true } }));
  expect(terms.nll).toEqual(terms.each);
  expect(terms.estimator).toEqual({ name: "reconstruction, without the divergence", bound: false });
});

test("parts per item are kept where there are any", () => {
  const [of, sum] = [
    wae({ divergence: monteCarloKl, weight: 1 }),
    elbo({ divergence: monteCarloKl }),
  ];
  expect(termsOf(of).divergence).toEqual(termsOf(sum).divergence);
  expect(termsOf(of).loss).toBeCloseTo(termsOf(sum).loss, 5);
});

test("the family's own penalty is in the loss", () => {
  const plain = toyPrior();
  const penalised: Prior = {
    ...plain,
    build: (scope, sizes) => {
      const built = plain.build(scope, sizes);
      const posterior: typeof built.posterior = (h_BH) => {
        const q = built.posterior(h_BH);
        return { ...q, penalty: () => fill([q.batch], 7) as Tensor1D };
      };
      return { ...built, posterior };
    },
  };
  const objective = wae({ divergence: ofBatch(0), weight: 1 });
  expect(termsOf(objective, 0, penalised).loss - termsOf(objective).loss).toBeCloseTo(7, 5);
});

test("it needs samples with a gradient", () => {
  const objective = wae({ divergence: ofBatch(0), weight: 1 });
  const prior: Prior = { ...toyPrior(), gradient: "none" };
  const parts = { encoder: toyEncoder, prior, decoder: toyDecoder };
  expect(() => assemble(parts, { dataset, objective, seed: 1 })).toThrowError(
    expect.objectContaining({ code: "CAPABILITY" }),
  );
});

test("nothing leaks", () => {
  const model = modelOf();
  const before = memory().numTensors;
  tidy(() => {
    wae({ divergence: ofBatch(0), weight: 1 }).terms(model, toyBatch(values), context(5));
  });
  expect(memory().numTensors).toBe(before);
});
