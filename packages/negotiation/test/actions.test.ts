import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  argMax,
  cast,
  exp,
  logSoftmax,
  mean,
  memory,
  mul,
  oneHot,
  ones,
  reshape,
  setBackend,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
  tile,
  zeros,
} from "@tensorflow/tfjs-core";
import {
  assemble,
  type Condition,
  type Context,
  createRng,
  type Decoder,
  type Distribution,
  type Model,
  type Prior,
  type Scope,
  trainStep,
} from "@textvae/core";
import { iwae } from "@textvae/objectives";
import { sgd } from "@textvae/optimizers";
import { beforeAll, describe, expect, test } from "vitest";
import {
  a,
  context,
  monteCarloKl,
  s,
  toyBatch,
  toyDataset,
  toyDecoder,
  toyPrior,
} from "../../core/test/toy.ts";
import {
  type Anchor,
  latentPolicy,
  priorLikelihood,
  reinforce,
  unconditioned,
} from "../src/index.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const C = 0.7;
const condition: Condition = {
  size: 1,
  build: () => (batch) => mul(ones([batch.size, 1]), C) as Tensor2D,
};
const [weight, std] = [0.5, 0.8];
const partsOf = (decoder: Decoder) => ({
  condition,
  ...latentPolicy(toyPrior(weight, std), condition, { hidden: [] }),
  decoder,
});
const parts = partsOf(toyDecoder);
const dataset = toyDataset([1, 2]);
const closedKl = weight * weight * C * C * 0.5 + 0.5 * (std * std - 1) - Math.log(std);

/** Means over many copies of one item. */
const measure = (objective = priorLikelihood({ divergence: monteCarloKl }), x = 0.4) => {
  const model = assemble(parts, { dataset, seed: 1 });
  const batch = toyBatch(Array(4000).fill(x));
  const measured = { loss: 0, nll: 0, kl: 0, estimator: { name: "", bound: false } };
  tidy(() => {
    const { loss, nll_B, divergence_B, estimator } = objective.terms(model, batch, context(3));
    const numbers = [loss, mean(nll_B), mean(divergence_B as Tensor1D)].map((t) => t.dataSync()[0]);
    const [lossNow, nll, kl] = numbers as [number, number, number];
    Object.assign(measured, { loss: lossNow, nll, kl, estimator });
  });
  model.dispose();
  return measured;
};

describe("a latent policy", () => {
  test("is the posterior and p(z|c) alike, and knows the family's p(z)", () => {
    const model = assemble(parts, { dataset, seed: 1 });
    tidy(() => {
      const c_BC = mul(ones([2, 1]), C) as Tensor2D;
      const drawn = (q: Distribution) => [...q.sample(createRng(5)).dataSync()];
      const told = { ...context(1), c_BC };
      expect(drawn(model.posterior(toyBatch([9, -9]), told))).toEqual(drawn(model.prior(c_BC)));
      expect(model.prior(c_BC).mean?.().dataSync()[0]).toBeCloseTo(weight * C, 6);
      expect([model.prior().batch, model.prior().mean?.().dataSync()[0]]).toEqual([1, 0]);
    });
    expect([...model.parameters.keys()]).toEqual([
      "prior.network.head.weight",
      "prior.network.head.logStd",
    ]);
    model.dispose();
  });

  test("refuses a batch without its condition, and widths that are no width", () => {
    const model = assemble(parts, { dataset, seed: 1 });
    expect(() => model.posterior(toyBatch([1]), context(1))).toThrow(
      expect.objectContaining({ code: "SHAPE" }),
    );
    model.dispose();
    expect(() => latentPolicy(toyPrior(), condition, { hidden: [0.5] })).toThrow(
      expect.objectContaining({ code: "OPTION", where: "latentPolicy.hidden" }),
    );
  });
});

describe("the loss of a latent policy", () => {
  test("rises with the KL of p(z|c) to p(z), by its weight", () => {
    const at = (beta: number) => measure(priorLikelihood({ divergence: monteCarloKl, beta }));
    const { loss, kl } = at(0);
    expect(kl).toBeGreaterThan(0.05);
    // 4 000 samples of log p(z|c) − log p(z), whose standard deviation is below 1: 5 of the mean's.
    expect(Math.abs(kl - closedKl)).toBeLessThan(5 / Math.sqrt(4000));
    expect(at(0.01).loss - loss).toBeCloseTo(0.01 * kl, 5);
    expect(at(3).loss - loss).toBeCloseTo(3 * kl, 4);
  });

  test("is lowered by less KL where the decoder does not care", async () => {
    const deaf: Decoder = { build: () => ({ logProb: (batch) => zeros([batch.size]) }) };
    const model = assemble(partsOf(deaf), { dataset, seed: 1 });
    const work = {
      model,
      objective: priorLikelihood({ divergence: monteCarloKl, beta: 1 }),
      optimizer: sgd({ learningRate: 0.1 }),
    };
    const klNow = () =>
      tidy(() => {
        const p = model.prior(mul(ones([1, 1]), C) as Tensor2D);
        const centre = p.mean?.().dataSync()[0] as number;
        const logStd = model.parameters.get("prior.network.head.logStd")?.dataSync()[0] as number;
        return 0.5 * centre ** 2 + 0.5 * (Math.exp(2 * logStd) - 1) - logStd;
      });
    const before = klNow();
    let state = work.optimizer.init(model.parameters);
    const batch = toyBatch(Array(200).fill(0));
    for (let step = 0; step < 60; step++) {
      const told: Context = { rng: createRng(step), training: true, step };
      ({ state } = await trainStep(work, state, batch, told));
    }
    expect(klNow()).toBeLessThan(0.2 * before);
    model.dispose();
  });

  test("reports a bound of −log p(x|c) above that of IW-K, and calls itself no ELBO", () => {
    const variance = a * a * std * std + s * s;
    for (const x of [-1, 0.4, 2]) {
      const exact = 0.5 * (Math.log(2 * Math.PI * variance) + (x - a * weight * C) ** 2 / variance);
      const { nll, estimator } = measure(undefined, x);
      const weighted = measure(iwae({ samples: 20 }), x).nll;
      expect(weighted).toBeGreaterThan(exact - 0.01);
      expect(nll).toBeGreaterThan(weighted + 0.05);
      expect(estimator).toEqual({
        name: "−log p(x|z), 1 sample of p(z|c), no ELBO",
        bound: true,
      });
    }
  });

  test("makes no claim on samples of a relaxation", () => {
    const exact = toyPrior(weight, std);
    const relaxed: Prior = {
      ...exact,
      build: (scope, sizes) => {
        const built = exact.build(scope, sizes);
        return {
          ...built,
          posterior(h_BH) {
            const q = built.posterior(h_BH);
            return { ...q, relaxes: q };
          },
        };
      },
    };
    const model = assemble(
      { condition, ...latentPolicy(relaxed, condition, { hidden: [] }), decoder: toyDecoder },
      { dataset, seed: 1 },
    );
    const estimatorOf = (training: boolean) =>
      priorLikelihood({ divergence: monteCarloKl }).terms(model, toyBatch([1]), {
        ...context(1),
        training,
      }).estimator;
    expect(estimatorOf(true)).toEqual({
      name: "−log p(x|z), 1 relaxed sample of p(z|c), no ELBO",
      bound: false,
    });
    expect(estimatorOf(false).bound).toBe(true);
    model.dispose();
  });
});

test("an unconditioned decoder is never told the condition", async () => {
  const seen: unknown[] = [];
  const spy: Decoder = {
    build: (_, sizes) => {
      seen.push(sizes.condition);
      const note = (c_BC: unknown) => seen.push(c_BC);
      return {
        logProb: (batch, _z, { c_BC }) => {
          note(c_BC);
          return zeros([batch.size]);
        },
        penalty: (batch, _z, { c_BC }) => {
          note(c_BC);
          return zeros([batch.size]);
        },
        generate: async (_z, { c_BC }) => {
          note(c_BC);
          return [];
        },
      };
    },
  };
  const model = assemble(partsOf(unconditioned(spy)), { dataset, seed: 1 });
  const c_BC = ones([1, 1]) as Tensor2D;
  const told = { ...context(1), c_BC };
  model.logLikelihood(toyBatch([1]), undefined, told);
  model.penalty?.(toyBatch([1]), undefined, told);
  await model.generate(undefined, {
    count: 1,
    maxLength: 1,
    strategy: { kind: "greedy" },
    rng: createRng(1),
    c_BC,
  });
  expect(seen).toEqual([0, undefined, undefined, undefined]);
  model.dispose();
});

const hot = (arms_B: Tensor1D): Tensor2D => cast(oneHot(arms_B, 3), "float32") as Tensor2D;

/** One of three actions, whose logits are the parameters. */
const banditPrior = (logits: readonly number[]): Prior => ({
  size: 3,
  support: "simplex",
  gradient: "none",
  build(scope: Scope) {
    const logits_Z = scope.variable("logits", [3], () => tensor1d([...logits]));
    const policy = (batch: number): Distribution => ({
      eventShape: [3],
      batch,
      support: "simplex",
      gradient: "none",
      sample: (rng, n = 1) => {
        const gumbel = rng.gumbel([n * batch, 3]);
        return hot(argMax(add(gumbel, logits_Z), 1) as Tensor1D);
      },
      logProb: (z_BZ) => sum(mul(z_BZ, logSoftmax(logits_Z as Tensor1D)), 1),
      klTo: (p) => {
        const nats_Z = logSoftmax(logits_Z as Tensor1D);
        const codes_ZZ = hot(tensor1d([0, 1, 2], "int32"));
        const kl = sum(mul(exp(nats_Z), sub(nats_Z, p.logProb(codes_ZZ))));
        return tile(reshape(kl, [1]), [batch]);
      },
    });
    return { posterior: (h_BH) => policy(h_BH.shape[0]), prior: () => policy(1) };
  },
});

describe("REINFORCE", () => {
  const [logits, rewards] = [
    [0.3, -0.5, 0.9],
    [1, 9, 4],
  ];
  const probabilities = logits
    .map((l) => Math.exp(l))
    .map((e, _, all) => e / all.reduce((x, y) => x + y));
  const expected = probabilities.reduce((total, p, k) => total + p * (rewards[k] as number), 0);
  /** ∂E[R]/∂l_k = p_k (R_k − E[R]). */
  const exact = probabilities.map((p, k) => p * ((rewards[k] as number) - expected));
  const make = (): Model =>
    assemble(
      {
        condition,
        ...latentPolicy(banditPrior(logits), condition, { hidden: [] }),
        decoder: toyDecoder,
      },
      { dataset, seed: 1 },
    );

  test.each([0, 4, -3])("is unbiased on a bandit, whatever the baseline (%d)", async (baseline) => {
    const [rounds, draws] = [300, 20];
    const model = make();
    const parameter = model.parameters.get("prior.network.head.logits");
    const [rng, batch] = [createRng(11), toyBatch(Array(draws).fill(0))];
    const alive = new Set<number>();
    const estimates: number[][] = [];
    for (let round = 0; round < rounds; round++) {
      const z_BZ = tidy(() => model.prior(ones([draws, 1]) as Tensor2D).sample(rng));
      const z = z_BZ.dataSync();
      const advantages_B = Array.from({ length: draws }, (_, b) => {
        const arm = [0, 1, 2].find((k) => z[3 * b + k] === 1) as number;
        return ((rewards[arm] as number) - baseline) / draws;
      });
      const objective = reinforce({ z_BZ, advantages_B });
      expect(objective.needsDensity).toBe(true);
      // One step at rate 1 from the same logits: the change is the estimate.
      const work = { model, objective, optimizer: sgd({ learningRate: 1 }) };
      await trainStep(work, work.optimizer.init(model.parameters), batch, {
        rng,
        training: false,
        step: 0,
      });
      estimates.push(Array.from(parameter?.dataSync() ?? [], (l, k) => l - (logits[k] as number)));
      const first = tensor1d(logits);
      parameter?.assign(first as never);
      first.dispose();
      z_BZ.dispose();
      alive.add(memory().numTensors);
    }
    for (const [k, gradient] of exact.entries()) {
      const values = estimates.map((estimate) => estimate[k] as number);
      const average = values.reduce((x, y) => x + y) / rounds;
      const variance = values.reduce((x, y) => x + (y - average) ** 2, 0) / (rounds - 1);
      // Refused with probability 5.7·10⁻⁷ where it is true.
      expect(Math.abs(average - gradient) / Math.sqrt(variance / rounds)).toBeLessThan(5);
    }
    expect(alive.size).toBe(1);
    model.dispose();
  });

  test("is drawn to its anchor by the weight of their KL, and by nothing where it is there", () => {
    const [model, other] = [make(), make()];
    const moved = tensor1d([1, 1, -1]);
    other.parameters.get("prior.network.head.logits")?.assign(moved as never);
    const lossWith = (anchor?: Anchor) =>
      tidy(() => {
        const z_BZ = hot(tensor1d([1, 2], "int32"));
        const objective = reinforce({ z_BZ, advantages_B: [0.5, -1], ...(anchor && { anchor }) });
        return objective.terms(model, toyBatch([0, 0]), context(1)).loss.dataSync()[0] as number;
      });
    const theirs = [1, 1, -1].map((l) => Math.exp(l) / (2 * Math.E + Math.exp(-1)));
    const nats = probabilities.reduce(
      (sum, p, k) => sum + p * Math.log(p / (theirs[k] as number)),
      0,
    );
    expect(lossWith({ model: other, weight: 3 }) - lossWith()).toBeCloseTo(3 * nats, 4);
    expect(lossWith({ model, weight: 3 })).toBeCloseTo(lossWith(), 5);
    for (const each of [model, other]) each.dispose();
    moved.dispose();
  });

  test("changes nothing without an advantage, and reports −log p(z|c)", () => {
    const model = make();
    tidy(() => {
      const z_BZ = hot(tensor1d([1, 2], "int32"));
      const terms = reinforce({ z_BZ, advantages_B: [0, 0] }).terms(
        model,
        toyBatch([0, 0]),
        context(1),
      );
      expect(terms.loss.dataSync()[0]).toBeCloseTo(0, 9);
      for (const [b, k] of [1, 2].entries()) {
        expect(terms.nll_B.dataSync()[b]).toBeCloseTo(-Math.log(probabilities[k] as number), 5);
      }
      expect(terms.estimator.bound).toBe(false);
    });
    model.dispose();
  });
});
