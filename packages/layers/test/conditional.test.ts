import "@tensorflow/tfjs-backend-cpu";
import { mul, ones, setBackend, type Tensor2D, tensor2d, tidy } from "@tensorflow/tfjs-core";
import {
  assemble,
  type Condition,
  createRng,
  createScope,
  type Decoder,
  elbo,
  type Objective,
  type Sizes,
  withCondition,
} from "@textvae/core";
import { priorNetwork, recognition, withAuxiliary } from "@textvae/layers";
import { autoencoder, iwae, likelihood, wae } from "@textvae/objectives";
import { beforeAll, describe, expect, test } from "vitest";
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

const C = 0.7;
const condition: Condition = {
  size: 1,
  build: () => (batch) => mul(ones([batch.size, 1]), C) as Tensor2D,
};
const [weight, std] = [0.5, 0.8];
const parts = {
  condition,
  encoder: toyEncoder,
  prior: priorNetwork(toyPrior(weight, std), { hidden: [] }),
  decoder: toyDecoder,
};
const dataset = toyDataset([1, 2]);

/** log N(x; a·m, a²·std² + s²), with m = weight·c the mean of p(z|c). */
const conditionalEvidence = (x: number): number => {
  const variance = a * a * std * std + s * s;
  return -0.5 * (Math.log(2 * Math.PI * variance) + (x - a * weight * C) ** 2 / variance);
};

describe("a prior network", () => {
  test("ELBO ≤ IW-5 ≤ IW-50 ≤ log p(x|c), which IW-50 comes near", () => {
    const model = assemble(parts, { dataset, seed: 1 });
    const repeats = 1500;
    const objectives = [
      elbo({ divergence: monteCarloKl }),
      iwae({ samples: 5 }),
      iwae({ samples: 50, chunk: 20 }),
    ];
    for (const x of [-1, 0.4, 2]) {
      const means = objectives.map((objective) => {
        const batch = toyBatch(Array(repeats).fill(x));
        const nll = tidy(() => [...objective.terms(model, batch, context(3)).nll_B.dataSync()]);
        return -nll.reduce((sum, value) => sum + value, 0) / repeats;
      });
      const exact = conditionalEvidence(x);
      expect(means[0]).toBeLessThan(means[1] as number);
      expect(means[1]).toBeLessThan(means[2] as number);
      expect(means[2]).toBeLessThan(exact + 0.005);
      expect(means[2]).toBeGreaterThan(exact - 0.03);
    }
    model.dispose();
  });

  test("says of which family it is, and names its parameters", () => {
    const model = assemble(parts, { dataset, seed: 1 });
    expect([...model.parameters.keys()]).toEqual([
      "prior.weight",
      "prior.logStd",
      "prior.network.head.weight",
      "prior.network.head.logStd",
    ]);
    expect(parts.prior.plugin).toMatchObject({ name: "network", options: { hidden: [] } });
    model.dispose();
  });

  test("needs a condition, and widths that are whole", () => {
    const { condition: _, ...unconditional } = parts;
    expect(() => assemble(unconditional, { dataset, seed: 1 })).toThrow(
      expect.objectContaining({ code: "ASSEMBLY" }),
    );
    const model = assemble(parts, { dataset, seed: 1 });
    expect(() => model.prior()).toThrow(expect.objectContaining({ code: "CAPABILITY" }));
    model.dispose();
    for (const width of [0, 1.5, Number.NaN]) {
      expect(() => priorNetwork(toyPrior(), { hidden: [width] })).toThrow(
        expect.objectContaining({ code: "OPTION" }),
      );
    }
  });
});

describe("a recognition network", () => {
  const sizes = { latent: 1, condition: 1, features: 2, labels: 0 } as Sizes;
  const encoder = recognition(toyEncoder, condition);
  const encode = encoder.build(createScope(createRng(1)), sizes);

  test("reads [h; c]", () => {
    const c_BC = tensor2d([[5], [6]]);
    const h_BH = encode(toyBatch([1, 2]), { ...context(1), c_BC });
    expect(h_BH.shape).toEqual([2, encoder.features]);
    expect([...h_BH.dataSync()]).toEqual([1, 5, 2, 6]);
  });

  test("refuses a batch without its condition", () => {
    expect(() => encode(toyBatch([1, 2]), context(1))).toThrow(
      expect.objectContaining({ code: "SHAPE" }),
    );
  });
});

describe("an auxiliary decoder", () => {
  const told = { ...context(2), training: true };
  const measure = (objective: Objective, decoder: Decoder) => {
    const model = assemble({ ...parts, decoder }, { dataset, seed: 1 });
    const measured = tidy(() => {
      const terms = objective.terms(model, toyBatch([0.3, -2]), { ...told, rng: createRng(2) });
      return { loss: terms.loss.dataSync()[0] as number, nll: [...terms.nll_B.dataSync()] };
    });
    model.dispose();
    return measured;
  };
  const divergence = monteCarloKl;
  // The reconstruction is that of the same decoder, so that what is added is known.
  test.each<[string, Objective]>([
    ["elbo", elbo({ divergence })],
    ["elbo, 3 samples", elbo({ divergence, samples: 3 })],
    ["elbo, mean of 3", elbo({ divergence, samples: 3, combine: "meanLatent" })],
    ["wae", wae({ divergence, weight: 2 })],
    ["autoencoder", autoencoder()],
    ["iwae", iwae({ samples: 4, chunk: 3 })],
  ])("is in the loss of %s by its weight, and in no reported number", (_, objective) => {
    const alone = measure(objective, toyDecoder);
    const one = measure(objective, withAuxiliary(toyDecoder, toyDecoder));
    const three = measure(objective, withAuxiliary(toyDecoder, toyDecoder, 3));
    expect(one.nll).toEqual(alone.nll);
    expect(one.loss).toBeGreaterThan(alone.loss + 0.1);
    expect(three.loss - alone.loss).toBeCloseTo(3 * (one.loss - alone.loss), 4);
  });

  test("adds the −log p′ of what is decoded, to the digit", () => {
    const model = assemble(
      { ...parts, decoder: withAuxiliary(toyDecoder, toyDecoder) },
      { dataset, seed: 1 },
    );
    const { reconstruction, loss } = tidy(() => {
      const terms = autoencoder().terms(model, toyBatch([0.3]), told);
      return {
        reconstruction: terms.nll_B.dataSync()[0] as number,
        loss: terms.loss.dataSync()[0] as number,
      };
    });
    expect(loss).toBeCloseTo(2 * reconstruction, 5);
    model.dispose();
  });

  test("is in the loss of a language model", () => {
    const constant = (value: number): Decoder => ({
      build: () => ({
        logProb: (batch) => mul(ones([batch.size]), value) as never,
      }),
    });
    const model = assemble(
      { decoder: withAuxiliary(constant(-2), constant(-3), 0.5) },
      { dataset, seed: 1 },
    );
    const terms = likelihood().terms(model, toyBatch([1]), told);
    expect(terms.loss.dataSync()[0]).toBeCloseTo(3.5, 6);
    expect(terms.nll_B.dataSync()[0]).toBeCloseTo(2, 6);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("weight %d is refused", (weight) => {
    expect(() => withAuxiliary(toyDecoder, toyDecoder, weight)).toThrow(
      expect.objectContaining({ code: "OPTION" }),
    );
  });
});

test("the condition of a batch is computed once, and one that is given is kept", () => {
  const model = assemble(parts, { dataset, seed: 1 });
  const given = withCondition(model, toyBatch([1, 2]), context(1));
  expect([...(given.c_BC?.dataSync() ?? [])]).toEqual([Math.fround(C), Math.fround(C)]);
  expect(withCondition(model, toyBatch([1, 2]), given).c_BC).toBe(given.c_BC);
  model.dispose();
});
