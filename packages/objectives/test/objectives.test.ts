import "@tensorflow/tfjs-backend-cpu";
import { fill, memory, setBackend, type Tensor1D, tidy } from "@tensorflow/tfjs-core";
import {
  assemble,
  type Divergence,
  elbo,
  type Flow,
  itemMean,
  type ModelParts,
  type Objective,
} from "@textvae/core";
import { autoencoder, iwae } from "@textvae/objectives";
import { beforeAll, describe, expect, test } from "vitest";
import {
  a,
  affineFlow,
  context,
  evidence,
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
const modelOf = (parts: Partial<ModelParts> = {}) =>
  assemble(
    { encoder: toyEncoder, prior: toyPrior(), decoder: toyDecoder, ...parts },
    { dataset, seed: 1 },
  );

/** Mean −nll over repeated items and its standard error, per value. */
const estimate = (objective: Objective, parts: Partial<ModelParts>, repeats = 4000) =>
  values.map((x) => {
    const nll = tidy(() => [
      ...objective
        .terms(modelOf(parts), toyBatch(Array(repeats).fill(x)), context(11))
        .nll_B.dataSync(),
    ]);
    const mean = nll.reduce((sum, v) => sum - v, 0) / repeats;
    const variance = nll.reduce((sum, v) => sum + (v + mean) ** 2, 0) / repeats;
    return { mean, error: Math.sqrt(variance / repeats), exact: evidence(x) };
  });

const wrong = { prior: toyPrior(0.2, 0.9) };
const oneSample = elbo({ divergence: monteCarloKl });

describe("on a linear-Gaussian model, whose evidence is known", () => {
  test("every estimator is exact at the true posterior, sample by sample", () => {
    for (const objective of [
      oneSample,
      elbo({ divergence: monteCarloKl, samples: 3 }),
      iwae({ samples: 7 }),
    ]) {
      for (const { mean, error, exact } of estimate(objective, {}, 50)) {
        expect(mean).toBeCloseTo(exact, 4);
        expect(error).toBeLessThan(1e-4);
      }
    }
  });

  test("ELBO ≤ IW-5 ≤ IW-50 ≤ exact elsewhere, and the ELBO is short by the known KL", () => {
    const [elbos, five, fifty] = [oneSample, iwae({ samples: 5 }), iwae({ samples: 50 })].map((o) =>
      estimate(o, wrong),
    ) as [ReturnType<typeof estimate>, ReturnType<typeof estimate>, ReturnType<typeof estimate>];
    values.forEach((x, i) => {
      const [e, f, g] = [elbos[i], five[i], fifty[i]] as const;
      if (!e || !f || !g) throw new Error("missing");
      expect(e.mean).toBeLessThan(f.mean);
      expect(f.mean).toBeLessThan(g.mean + 5 * g.error);
      expect(g.mean).toBeLessThan(g.exact + 5 * g.error);
      expect(Math.abs(e.mean + klToTruth(x, 0.2, 0.9) - e.exact) / e.error).toBeLessThan(5);
    });
  });

  test("a flow that bends a standard normal into the true posterior makes them exact too", () => {
    const [x] = values as [number];
    const mean = (a * x) / (a * a + s * s);
    const std = Math.sqrt((s * s) / (a * a + s * s));
    const flows: Flow[] = [affineFlow(-2, 1), affineFlow(-std / 2, mean + std / 2)];
    const model = modelOf({ prior: toyPrior(0, 1), flows });
    for (const objective of [oneSample, iwae({ samples: 4 })]) {
      const nll = tidy(() => objective.terms(model, toyBatch([x]), context(2)).nll_B.dataSync()[0]);
      expect(nll).toBeCloseTo(-evidence(x), 4);
    }
  });

  // Exact at the true posterior, so that an item that stands twice costs twice whatever is drawn.
  test("an item of weight n counts as one that stands n times", async () => {
    const weighing: Divergence = {
      ...monteCarloKl,
      weighsItems: true,
      between: (q, p, given) => {
        const { perExample_B, ...rest } = monteCarloKl.between(q, p, given);
        const value = itemMean(perExample_B as Tensor1D, given.weights_B);
        return { ...rest, perExample_B: perExample_B as Tensor1D, value };
      },
    };
    const weights_B = Float32Array.of(2, 1, 3);
    const repeated = values.flatMap((x, i) => Array<number>(weights_B[i] as number).fill(x));
    const objectives = [elbo({ divergence: weighing, samples: 2 }), iwae({ samples: 3 })];
    for (const objective of [...objectives, autoencoder()]) {
      const [once, weighted, twice] = [
        toyBatch(values),
        { ...toyBatch(values), weights_B },
        toyBatch(repeated),
      ].map((batch) =>
        tidy(() => objective.terms(modelOf(), batch, context(5)).loss.dataSync()),
      ) as [Float32Array, Float32Array, Float32Array];
      expect(Math.abs((once[0] as number) - (weighted[0] as number))).toBeGreaterThan(0.01);
      expect(weighted[0]).toBeCloseTo(twice[0] as number, 4);
    }
    const unheeding = elbo({ divergence: monteCarloKl });
    const refused = () =>
      tidy(() => void unheeding.terms(modelOf(), { ...toyBatch(values), weights_B }, context(5)));
    expect(refused).toThrow(expect.objectContaining({ code: "CAPABILITY" }));
  });

  test("IW in chunks is IW at once", () => {
    const at = (chunk: number) =>
      tidy(() =>
        iwae({ samples: 6, chunk })
          .terms(modelOf(wrong), toyBatch(values), context(3))
          .nll_B.dataSync(),
      );
    // An even number of normals per chunk leaves the stream of pairs as it is.
    for (const [i, value] of at(4).entries()) expect(value).toBeCloseTo(at(6)[i] as number, 5);
  });

  test("IW has the penalty of the family in its loss, and a weight of 1", () => {
    const plain = toyPrior();
    const penalised: typeof plain = {
      ...plain,
      build: (...given) => {
        const built = plain.build(...given);
        const posterior: typeof built.posterior = (h_BH) => ({
          ...built.posterior(h_BH),
          penalty: () => fill([values.length], 7) as Tensor1D,
        });
        return { ...built, posterior };
      },
    };
    const found = (prior: typeof plain) =>
      tidy(() => {
        const terms = iwae({ samples: 2 }).terms(modelOf({ prior }), toyBatch(values), context(3));
        return [terms.loss.dataSync()[0], terms.nll_B.dataSync()[0], terms.weight] as const;
      });
    const [loss, nll, weight] = found(plain);
    expect(found(penalised)).toEqual([expect.closeTo((loss as number) + 7, 4), nll, weight]);
    expect(weight).toBe(1);
  });

  test("a mean of codes is said not to be a bound, and is one no more", () => {
    const averaged = elbo({ divergence: monteCarloKl, samples: 3, combine: "meanLatent" });
    let bound = true;
    tidy(() => {
      bound = averaged.terms(modelOf(), toyBatch(values), context(4)).estimator.bound;
    });
    expect(bound).toBe(false);
    const [first] = estimate(averaged, {});
    expect((first?.mean ?? 0) - (first?.exact ?? 0)).toBeGreaterThan(10 * (first?.error ?? 1));
  });

  test("nothing leaks", () => {
    const model = modelOf(wrong);
    const before = memory().numTensors;
    for (const objective of [oneSample, iwae({ samples: 4, chunk: 3 })]) {
      tidy(() => {
        objective.terms(model, toyBatch(values), context(5));
      });
    }
    expect(memory().numTensors).toBe(before);
  });
});

/** KL(N(w x, t²) ‖ true posterior). */
const klToTruth = (x: number, w: number, t: number): number => {
  const mean = (a * x) / (a * a + s * s);
  const variance = (s * s) / (a * a + s * s);
  return 0.5 * (Math.log(variance / t ** 2) + (t ** 2 + (w * x - mean) ** 2) / variance - 1);
};
