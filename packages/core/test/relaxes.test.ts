import "@tensorflow/tfjs-backend-cpu";
import { mul, setBackend, type Tensor2D } from "@tensorflow/tfjs-core";
import { iwae, semiAmortized } from "@textvae/objectives";
import { beforeAll, expect, test } from "vitest";
import { assemble, type Distribution, elbo, type Prior } from "../src/index.ts";
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

beforeAll(async () => {
  await setBackend("cpu");
});

/** The toy posterior, and one that samples it shrunk. */
const exact = toyPrior(0.2, 0.9);
const relaxed: Prior = {
  ...exact,
  build: (scope, sizes) => {
    const built = exact.build(scope, sizes);
    const relaxing = (q: Distribution): Distribution => ({
      ...q,
      sample: (rng, n) => mul(q.sample(rng, n), 0.5) as Tensor2D,
      relaxes: q,
    });
    const { variational } = built;
    return {
      ...built,
      posterior: (h_BH) => relaxing(built.posterior(h_BH)),
      ...(variational && {
        variational: {
          ...variational,
          posterior: (parameters_BP) => relaxing(variational.posterior(parameters_BP)),
        },
      }),
    };
  },
};

const values = [0.3, -1.2, 2.5];
const terms = (prior: Prior, objective = elbo({ divergence: monteCarloKl }), training = false) => {
  const flows = objective.refines ? [] : [affineFlow(1.5, 0.2)];
  const parts = { encoder: toyEncoder, prior, decoder: toyDecoder, flows };
  const model = assemble(parts, { dataset: toyDataset(values), seed: 1 });
  const { nll_B, estimator } = objective.terms(model, toyBatch(values), {
    ...context(7),
    training,
  });
  return { nll: [...nll_B.dataSync()], estimator };
};

test("evaluation samples what a posterior relaxes, flows included, and is a bound", () => {
  const refined = semiAmortized({ divergence: monteCarloKl, steps: 2 });
  for (const objective of [elbo({ divergence: monteCarloKl }), iwae({ samples: 3 }), refined]) {
    const evaluated = terms(relaxed, objective);
    expect(evaluated).toEqual(terms(exact, objective));
    expect(evaluated.estimator.bound).toBe(true);
  }
});

test("training samples the relaxation, and is no bound", () => {
  for (const objective of [elbo({ divergence: monteCarloKl }), iwae({ samples: 3 })]) {
    const trained = terms(relaxed, objective, true);
    expect(trained.nll).not.toEqual(terms(exact, objective, true).nll);
    expect(trained.estimator.bound).toBe(false);
  }
  expect(terms(relaxed, undefined, true).estimator.name).toContain("relaxed");
});
