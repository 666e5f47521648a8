import { type Experiment, evaluate } from "@textvae/core";
import { hashing } from "@textvae/diagnostics";
import { iwae } from "@textvae/objectives";
import { unigram } from "@textvae/text";
import { describe, expect, test } from "vitest";
import { bernoulliHash, bmsh, builtins, categoricalVae, nvdm, nvrnn } from "../src/index.ts";
import { learnTopics, topics } from "./bags.ts";

const small = { hidden: 20, dropout: 0, learningRate: 0.02, batchSize: 30 } as const;
const PLANS: Record<string, () => Experiment> = {
  "bernoulli-hash": () => bernoulliHash.create({ ...small, bits: 8 }, builtins()),
  "bernoulli-hash, learned prior, no noise": () =>
    bernoulliHash.create({ ...small, bits: 8, learnedPrior: true, noise: false }, builtins()),
  bmsh: () => bmsh.create({ ...small, bits: 8, components: 3 }, builtins()),
  "bmsh, two layers": () =>
    bmsh.create({ ...small, bits: 8, components: 3, layers: 2, reads: "presence" }, builtins()),
  "categorical-vae": () =>
    categoricalVae.create({ ...small, variables: 3, classes: 4 }, builtins()),
  "categorical-vae, straight-through, learned prior": () =>
    categoricalVae.create(
      {
        ...small,
        variables: 3,
        classes: 4,
        relaxation: "straight-through-argmax",
        learnedPrior: true,
      },
      builtins(),
    ),
};

describe("every recipe for hashing", () => {
  test.each(Object.entries(PLANS))("%s learns codes by which topics are found", async (_, plan) => {
    const { model, score } = await learnTopics(plan(), 100);
    expect(score.ppl).toBeLessThan(0.85 * unigram(topics, "test").perplexity);
    expect(score.estimator).toEqual({ name: "ELBO, 1 sample, closed form KL", bound: true });
    const tighter = await evaluate({
      model,
      objective: iwae({ samples: 20 }),
      dataset: topics,
      split: "test",
    });
    expect(tighter.estimator.bound).toBe(true);
    expect(tighter.nll).toBeLessThan(score.nll);
    // Untrained codes find a third.
    const { precision } = await hashing({ model, dataset: topics, neighbours: 50 });
    model.dispose();
    expect(precision).toBeGreaterThan(0.8);
  });

  test("real codes are hashed by their medians", async () => {
    const plan = nvdm.create(
      { ...small, dim: 8, kappa: 20, optimizer: "adam", decoderHidden: 0 },
      builtins(),
    );
    const { model } = await learnTopics(plan, 100);
    const { precision, threshold, bits } = await hashing({
      model,
      dataset: topics,
      neighbours: 50,
    });
    model.dispose();
    expect({ threshold, bits }).toEqual({ threshold: "median", bits: 8 });
    expect(precision).toBeGreaterThan(0.6);
  });

  test("what their numbers are is said", () => {
    const { notes } = bernoulliHash.create({ beta: 2 }, builtins());
    expect(notes.join("\n")).toMatch(/β = 2.*\n.*noise/);
    expect(bmsh.create({ noise: false }, builtins()).notes).toEqual([]);
    expect(categoricalVae.create({}, builtins()).notes).toEqual([]);
  });
});

describe("priors by name", () => {
  const priorOf = (plan: Experiment) => plan.parts.prior?.plugin;

  test("a family whose width follows from other options needs no width", () => {
    const registry = builtins();
    expect(priorOf(nvrnn.create({ prior: "categorical" }, registry))?.options).toMatchObject({
      variables: 10,
      classes: 20,
    });
    expect(() => nvrnn.create({ prior: "categorical", dim: 7 }, registry)).toThrow(
      expect.objectContaining({ code: "OPTION", message: expect.stringContaining('"size"') }),
    );
  });

  test("a mixture is made over the family that is named, with its width", () => {
    const priorOptions = { family: "gaussian", components: 4 };
    const plan = nvdm.create({ prior: "mixture", dim: 6, priorOptions }, builtins());
    expect(plan.parts.prior?.size).toBe(6);
    expect(priorOf(plan)).toMatchObject({
      name: "mixture",
      options: { components: 4, prior: { name: "gaussian", options: { size: 6 } } },
    });
    const bits = { family: "bernoulli", familyOptions: { prior: 0.3 } };
    expect(
      priorOf(nvrnn.create({ prior: "mixture", priorOptions: bits }, builtins())),
    ).toMatchObject({ options: { prior: { options: { size: 50, prior: 0.3 } } } });
    expect(() =>
      nvrnn.create({ prior: "mixture", priorOptions: { family: "gausian" } }, builtins()),
    ).toThrow(expect.objectContaining({ code: "PLUGIN" }));
    expect(() =>
      nvrnn.create({ prior: "mixture", priorOptions: { family: "vmf", kappa: 20 } }, builtins()),
    ).toThrow(/priorOptions: .*components; got "kappa".*\{"familyOptions": \{"kappa"/);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["a number for a family", { family: 5 }, /priorOptions\.family: .* got 5/],
    [
      "a number for its options",
      { family: "vmf", familyOptions: 5 },
      /familyOptions: expected options .* got 5/,
    ],
    [
      "a list for its options",
      { family: "vmf", familyOptions: [3] },
      /familyOptions: .* got \[3\]/,
    ],
  ])("a mixture over %s is refused, with a width as without", (_, priorOptions, said) => {
    const asked = { prior: "mixture", priorOptions };
    expect(() => nvrnn.create(asked, builtins())).toThrow(said);
    expect(() => nvrnn.create({ ...asked, dim: 4 }, builtins())).toThrow(said);
  });
});
