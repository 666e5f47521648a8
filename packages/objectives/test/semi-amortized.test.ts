import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  exp,
  mean,
  memory,
  mul,
  reshape,
  setBackend,
  square,
  sub,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
  type Variable,
  zerosLike,
} from "@tensorflow/tfjs-core";
import {
  assemble,
  type Decoder,
  type Divergence,
  type Estimator,
  elbo,
  type Model,
  type ModelParts,
  type Objective,
} from "@textvae/core";
import { iwaeBeside, type SemiAmortizedOptions, semiAmortized } from "@textvae/objectives";
import { beforeAll, describe, expect, test } from "vitest";
import {
  affineFlow,
  context,
  evidence,
  monteCarloKl,
  normal,
  toyBatch,
  toyDataset,
  toyDecoder,
  toyEncoder,
  toyPrior,
} from "../../core/test/toy.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const values = [0.3, -1.2, 2.5];
const dataset = toyDataset(values);
const prior = toyPrior(0.2, 0.9);

/** x ~ N(sin(slope·z) + z, e^{2·spread}): curved in z, with parameters of its own. */
const curvedDecoder: Decoder = {
  reads: ["counts_BV"],
  build(scope) {
    const slope = scope.variable("slope", [1], () => tensor1d([0.8]));
    const spread = scope.variable("spread", [1], () => tensor1d([-0.3]));
    return {
      logProb(batch, z_BZ) {
        const z = z_BZ as Tensor2D;
        const mean_B1 = add(mul(z, slope), mul(0.3, mul(z, z))) as Tensor2D;
        const logStd_B1 = add(zerosLike(mean_B1), spread) as Tensor2D;
        const x_B1 = toyEncoder.build(scope, undefined as never)(batch, undefined as never);
        return normal(mean_B1, logStd_B1).logProb(x_B1);
      },
    };
  },
};
const modelOf = (parts: Partial<ModelParts> = {}): Model =>
  assemble({ encoder: toyEncoder, prior, decoder: toyDecoder, ...parts }, { dataset, seed: 1 });

/** KL(N(m, σ²) ‖ N(0, 1)) from m and the entropy of q, which gives σ. */
const closedKl: Divergence = {
  bound: true,
  between(q) {
    const entropy_B = q.entropy?.() as Tensor1D;
    const mean_B = reshape(q.mean?.() as Tensor2D, [-1]);
    const variance_B = exp(sub(mul(2, entropy_B), Math.log(2 * Math.PI * Math.E)));
    const square_B = add(add(square(mean_B), variance_B), Math.log(2 * Math.PI));
    const perExample_B = sub(mul(0.5, square_B), entropy_B) as Tensor1D;
    return { value: mean(perExample_B), perExample_B, estimator: "closed form" };
  },
};
const precise = { divergence: closedKl, samples: 8, learningRate: 0.1, clip: 10 };

test("steps raise the ELBO to the evidence of a linear-Gaussian model", () => {
  const model = modelOf();
  const bound = (steps: number, x: number): number =>
    tidy(() => {
      const objective = steps === 0 ? elbo(precise) : semiAmortized({ ...precise, steps });
      const { loss } = objective.terms(model, toyBatch(Array(400).fill(x)), context(3));
      return -(loss.dataSync()[0] as number);
    });
  for (const x of values) {
    const [none, few, many] = [bound(0, x), bound(3, x), bound(30, x)];
    const exact = evidence(x);
    expect(exact - none).toBeGreaterThan(0.3);
    expect(exact - few).toBeLessThan(0.7 * (exact - none));
    expect(exact - many).toBeLessThan(0.2 * (exact - none));
    expect(exact - many).toBeGreaterThan(-0.02);
  }
  model.dispose();
});

describe("the gradient through the steps", () => {
  const SETTINGS: Record<string, Partial<SemiAmortizedOptions>> = {
    "one step": { steps: 1, learningRate: 0.3, momentum: 0, clip: 1e6 },
    "four steps with momentum": { steps: 4, learningRate: 0.15, momentum: 0.5, clip: 1e6 },
    "clipped steps": { steps: 3, learningRate: 0.3, momentum: 0.5, clip: 0.5 },
    "a weight of the KL, two samples": { steps: 2, learningRate: 0.2, beta: 0.4, samples: 2 },
  };

  test.each(Object.entries(SETTINGS))("%s: as differences of the loss", (_, options) => {
    const model = modelOf({ decoder: curvedDecoder });
    const objective = semiAmortized({ divergence: monteCarloKl, ...options });
    const batch = toyBatch(values);
    const lossNow = (): number =>
      tidy(() => objective.terms(model, batch, context(5)).loss.dataSync()[0] as number);
    const shifted = (parameter: Variable, by: number): number => {
      const before = parameter.clone();
      parameter.assign(tidy(() => add(before, by)));
      const loss = lossNow();
      parameter.assign(before);
      return loss;
    };
    tidy(() => {
      const found = objective.differentiate?.(model, model.parameters, batch, context(5));
      expect(found?.terms.loss.dataSync()[0]).toBeCloseTo(lossNow(), 5);
      for (const [name, parameter] of model.parameters) {
        const h = 5e-3;
        const slope = (shifted(parameter, h) - shifted(parameter, -h)) / (2 * h);
        const gradient = found?.gradients.get(name)?.dataSync()[0] as number;
        expect(Math.abs(gradient - slope), `${name}: ${gradient}, ${slope}`).toBeLessThan(
          2e-3 + 0.01 * Math.abs(slope),
        );
      }
    });
    model.dispose();
  });

  test("fades where the steps forget the proposal, as the adjoint must", () => {
    const model = modelOf();
    const slope = (steps: number) =>
      tidy(() => {
        const objective = semiAmortized({ ...precise, steps });
        const batch = toyBatch(values);
        const found = objective.differentiate?.(model, model.parameters, batch, context(5));
        return Math.abs(found?.gradients.get("prior.weight")?.dataSync()[0] as number);
      });
    expect(slope(30)).toBeLessThan(0.02 * slope(1));
    model.dispose();
  });
});

test("only what is trained has gradients, and nothing leaks", () => {
  const model = modelOf({ decoder: curvedDecoder });
  const objective = semiAmortized({ divergence: monteCarloKl, steps: 2 });
  const only = new Map([...model.parameters].filter(([name]) => name.startsWith("decoder.")));
  const before = memory().numTensors;
  tidy(() => {
    const found = objective.differentiate?.(model, only, toyBatch(values), context(6));
    expect([...(found?.gradients.keys() ?? [])].sort()).toEqual([...only.keys()].sort());
  });
  expect(memory().numTensors).toBe(before);
});

test("it says what it is: a bound, after so many steps", () => {
  tidy(() => {
    const objective = semiAmortized({ divergence: monteCarloKl, steps: 2 });
    const { estimator } = objective.terms(modelOf(), toyBatch(values), context(6));
    expect(estimator.bound).toBe(true);
    expect(estimator.name).toContain("2 SVI steps");
  });
});

test("IW-K beside refined bounds says that it draws from the encoder's posterior", () => {
  const named = (objective: Pick<Objective, "refines">) => {
    const beside = iwaeBeside(objective, { samples: 2 });
    let estimator: Estimator | undefined;
    tidy(() => {
      estimator = beside.terms(modelOf(), toyBatch(values), context(6)).estimator;
    });
    return estimator;
  };
  expect(named({})).toEqual({ name: "IW-2", bound: true });
  const name = "IW-2 of the encoder's posterior, not refined";
  expect(named(semiAmortized({ divergence: monteCarloKl }))).toEqual({ name, bound: true });
});

test("a posterior that can't be refined is refused at assembly", () => {
  const objective = semiAmortized({ divergence: monteCarloKl });
  const parts = { encoder: toyEncoder, prior, decoder: toyDecoder };
  const closed = {
    ...prior,
    build: (...given: Parameters<typeof prior.build>) => {
      const { variational: _, ...built } = prior.build(...given);
      return built;
    },
  };
  for (const wrong of [{ prior: closed }, { flows: [affineFlow(2, 0)] }]) {
    expect(() => assemble({ ...parts, ...wrong }, { dataset, objective, seed: 1 })).toThrowError(
      expect.objectContaining({ code: "CAPABILITY" }),
    );
  }
  expect(() => semiAmortized({ divergence: monteCarloKl, steps: 0 })).toThrowError(
    expect.objectContaining({ code: "OPTION" }),
  );
});
