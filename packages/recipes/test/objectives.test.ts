import { tidy } from "@tensorflow/tfjs-core";
import { assemble, createRng, type Experiment, evaluate } from "@textvae/core";
import { describe, expect, test } from "vitest";
import {
  betaVae,
  cnnVae,
  cyclical,
  freeBitsPretrained,
  iwae,
  nvrnn,
  wae,
  waeNf,
  waeRnf,
} from "../src/index.ts";
import { dataset, learn, registry, small, startsUniformAndLearns } from "./grammar.ts";

const centres = [
  [1, 0],
  [-1, 0.5],
];

const PLANS: Record<string, () => Experiment> = {
  "beta-vae": () => betaVae.create({ ...small, dim: 5 }, registry),
  "cnn-vae": () => cnnVae.create({ ...small, filters: 16, dim: 5 }, registry),
  "cnn-vae, medium, word dropout": () =>
    cnnVae.create(
      { ...small, filters: 8, dim: 5, size: "medium", wordDropout: 0.3, anneal: "linear" },
      registry,
    ),
  cyclical: () => cyclical.create({ ...small, dim: 5, period: 20, cycles: 2 }, registry),
  "iwae, K = 2": () => iwae.create({ ...small, dim: 5, samples: 2 }, registry),
  "wae-nf": () => waeNf.create({ ...small, dim: 5, klFrom: 10, klSteps: 40 }, registry),
  "wae-nf, MMD of unflowed codes": () =>
    waeNf.create({ ...small, dim: 5, codes: "unflowed", kernel: "gaussian" }, registry),
  "wae-rnf": () => waeRnf.create({ ...small, dim: 2, centres, metric: "imq" }, registry),
  "wae-rnf, inverse metric": () =>
    waeRnf.create({ ...small, dim: 2, centres, form: "inverse-metric" }, registry),
  wae: () => wae.create({ ...small, dim: 5 }, registry),
  "wae, point codes, unbiased Gaussian kernel": () =>
    wae.create(
      { ...small, dim: 5, prior: "deterministic", kernel: "gaussian", statistic: "u" },
      registry,
    ),
};

test.each(Object.entries(PLANS))("%s starts near the uniform model and learns", (_, plan) =>
  startsUniformAndLearns(plan()),
);

describe("objectives beside the ELBO", () => {
  const evaluatedAs = async (plan: Experiment) => {
    const model = assemble(plan.parts, { dataset, objective: plan.objective, seed: 1 });
    const of = (objective: Experiment["objective"]) =>
      evaluate({ model, objective, dataset, split: "valid" }).then(({ estimator }) => estimator);
    const [objective, evaluation] = [await of(plan.objective), await of(plan.evaluation)];
    model.dispose();
    return { objective, evaluation };
  };
  const ELBO = { name: "ELBO, 1 sample, closed form KL", bound: true };

  test.each(["beta-vae", "cyclical", "iwae, K = 2", "wae"])(
    "%s is evaluated by a bound, whatever it is trained on",
    async (name) => {
      const plan = PLANS[name]?.() as Experiment;
      expect((await evaluatedAs(plan)).evaluation).toEqual(ELBO);
      expect(plan.notes).toHaveLength(1);
    },
  );

  test("flowed posteriors are evaluated by a bound with the KL of the flowed density", async () => {
    const plan = PLANS["wae-rnf"]?.() as Experiment;
    expect((await evaluatedAs(plan)).evaluation).toEqual({
      name: "ELBO, 1 sample, Monte Carlo KL",
      bound: true,
    });
  });

  test("weights, free bits and sums train on what is called KL", () => {
    expect(PLANS["wae-rnf"]?.().objective.divergenceName).toBe("KL");
    const pretrained = freeBitsPretrained.create({ ...small, prior: "gaussian" }, registry);
    expect(pretrained.objective.divergenceName).toBe("KL");
  });

  test("a KL of another dimension, as published code charged it, bounds nothing", async () => {
    const charged = { ...small, prior: "vmf", dim: 5, priorOptions: { kl: "guu" } };
    expect((await evaluatedAs(nvrnn.create(charged, registry))).evaluation).toEqual({
      name: "ELBO, 1 sample, closed form KL of dimension m + 2",
      bound: false,
    });
  });

  test("a Riemannian flow without centres says where they come from", () => {
    expect(() => waeRnf.create({ ...small }, registry)).toThrowError(/textvae centres/);
  });

  test("codes without a density have no bound, and the numbers say so", async () => {
    const plan = PLANS["wae, point codes, unbiased Gaussian kernel"]?.() as Experiment;
    const { objective, evaluation } = await evaluatedAs(plan);
    expect(objective).toEqual({ name: "reconstruction, WAE", bound: false });
    expect(evaluation).toEqual({ name: "reconstruction from the mean code", bound: false });
    expect(plan.notes[0]).toContain("not a bound");
  });

  test("weights are in the loss and nowhere else", async () => {
    const weightAt = (plan: Experiment, step: number): number | undefined => {
      const model = assemble(plan.parts, { dataset, seed: 1 });
      const batch = dataset.epoch("valid", { batchSize: 4 }).at(0);
      let weight: number | undefined;
      tidy(() => {
        const context = { rng: createRng(1), training: true, step };
        weight = plan.objective.terms(model, batch, context).weight;
      });
      model.dispose();
      return weight;
    };
    expect(weightAt(betaVae.create({ ...small, beta: 4 }, registry), 9)).toBe(4);
    const cycles = cyclical.create({ ...small, period: 20, from: 0.1 }, registry);
    expect([0, 5, 10, 20, 90].map((step) => weightAt(cycles, step))).toEqual([
      0.1,
      expect.closeTo(0.55, 12),
      1,
      0.1,
      1,
    ]);
    expect(weightAt(wae.create({ ...small, weight: 3 }, registry), 0)).toBe(3);
  });

  test("MMD pulls the codes of a WAE to the prior", async () => {
    const distance = async (weight: number): Promise<number> => {
      const plan = wae.create({ ...small, dim: 2, prior: "deterministic", weight }, registry);
      const scored = { ...plan, evaluation: plan.objective };
      return (await learn(scored, 25)).after.divergence;
    };
    expect(await distance(30)).toBeLessThan(0.5 * (await distance(0)));
  });
});
