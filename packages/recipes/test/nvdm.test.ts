import { assemble, createRng, type Experiment } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { unigram } from "@textvae/text";
import { describe, expect, test } from "vitest";
import { builtins, nvdm } from "../src/index.ts";
import { topics as dataset, learnTopics } from "./bags.ts";

const registry = builtins();

const learn = async (plan: Experiment, steps: number) => {
  const { model, score } = await learnTopics(plan, steps);
  const z_BZ = model.prior().sample(createRng(1), 20);
  const strategy = { kind: "greedy" } as const;
  const words = await model.generate(z_BZ, {
    count: 20,
    maxLength: 10,
    strategy,
    rng: createRng(1),
  });
  model.dispose();
  return { score, words };
};

const small = {
  hidden: 20,
  decoderHidden: 20,
  dropout: 0,
  optimizer: "adam",
  learningRate: 0.01,
} as const;
const PLANS: Record<string, () => Experiment> = {
  vmf: () => nvdm.create({ ...small, dim: 5, kappa: 10 }, registry),
  gaussian: () => nvdm.create({ ...small, prior: "gaussian", dim: 5 }, registry),
  "gaussian, linear softmax, log counts, annealed": () =>
    nvdm.create(
      {
        ...small,
        prior: "gaussian",
        dim: 5,
        decoderHidden: 0,
        reads: "log",
        anneal: "linear",
        annealSteps: 30,
      },
      registry,
    ),
};

describe("nvdm", () => {
  test.each(Object.entries(PLANS))("%s finds the topics", async (_, plan) => {
    const { score, words } = await learn(plan(), 120);
    const anchor = unigram(dataset, "test");
    expect(anchor.perplexity).toBeGreaterThan(28);
    expect(score.ppl).toBeLessThan(22);
    expect(score.ppl).toBeCloseTo(Math.exp(score.nll / 20), 6);
    // All documents have 20 words, so that both kinds of perplexity are the same number.
    expect(score.pplPerItem).toBeCloseTo(score.ppl, 6);
    expect(score.estimator).toEqual({ name: "ELBO, 3 samples, closed form KL", bound: true });
    const pure = words.filter((ids) => new Set(ids.map((id) => Math.floor(id / 10))).size === 1);
    expect(pure.length).toBeGreaterThan(5);
  });

  test("is SGD as published unless asked otherwise, with κ = 100 on the sphere", async () => {
    const plan = nvdm.create({}, registry);
    expect(plan).toMatchObject({ batchSize: 50, until: { sinceBest: 15 } });
    expect(plan.parts.prior?.plugin?.options).toMatchObject({ size: 25, kappa: 100 });
    const given = nvdm.create({ kappa: 150, dim: 50 }, registry);
    expect(given.parts.prior?.plugin?.options).toMatchObject({ size: 50, kappa: 150 });
  });

  test("is refused on text", () => {
    const sentences = text({ splits: { train: "a b\nb c\n" } });
    const { parts } = nvdm.create({}, registry);
    expect(() => assemble(parts, { dataset: sentences, seed: 1 })).toThrow(
      expect.objectContaining({
        code: "ASSEMBLY",
        message: expect.stringContaining('a dataset that provides "counts_BV" for encoder "bow"'),
      }),
    );
  });
});
