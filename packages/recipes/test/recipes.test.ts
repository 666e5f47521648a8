import { memory } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import {
  assemble,
  createRng,
  type Evaluation,
  evaluate,
  memoryStorage,
  openRun,
  type Registry,
  train,
  unigram,
} from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { describe, expect, test } from "vitest";
import { autoencoder, builtins, nvrnn, type Plan, rnnlm } from "../src/index.ts";

await cpu().start();

/** Sentences of a small grammar: subject, verb, object, from few words each. */
const grammar = (count: number, seed: number): string => {
  const subjects = ["the cat", "a dog", "the old man", "my sister"];
  const verbs = ["sees", "likes", "follows", "paints"];
  const objects = ["the moon", "a red house", "the sea", "two small birds"];
  const u = createRng(seed).uniforms(3 * count);
  const pick = (from: readonly string[], i: number) => from[Math.floor((u[i] as number) * 4)];
  return Array.from({ length: count }, (_, i) =>
    [pick(subjects, 3 * i), pick(verbs, 3 * i + 1), pick(objects, 3 * i + 2)].join(" "),
  ).join("\n");
};
const dataset = text({ splits: { train: grammar(600, 1), valid: grammar(60, 2) } });
const small = {
  embedding: 12,
  hidden: 24,
  dropout: 0,
  optimizer: "adam",
  learningRate: 0.01,
  batchSize: 30,
} as const;

/** Numbers before and after training, and how many tensors were alive after each step. */
const learn = async (plan: Plan, steps = 60) => {
  const model = assemble(plan.parts, { dataset, objective: plan.objective, seed: 1 });
  const score = (): Promise<Evaluation> =>
    evaluate({ model, objective: plan.evaluation, dataset, split: "valid" });
  const before = await score();
  const alive = new Set<number>();
  const run = await openRun(memoryStorage(), { name: "test" });
  const { objective, evaluation, optimizer, batchSize } = plan;
  const setup = { model, objective, evaluation, optimizer, dataset, run, seed: 1, batchSize };
  for await (const event of train({ ...setup, until: { steps } })) {
    if (event.kind === "step") alive.add(memory().numTensors);
  }
  const after = await score();
  model.dispose();
  return { before, after, alive };
};

const registry: Registry = builtins();
const PLANS: Record<string, () => Plan> = {
  "nvrnn, vmf": () => nvrnn.create({ ...small, dim: 5, kappa: 20 }, registry),
  "nvrnn, vmf, inputless": () =>
    nvrnn.create({ ...small, dim: 5, kappa: 20, inputless: true }, registry),
  "nvrnn, vmf, paper": () => nvrnn.create({ ...small, dim: 5, protocol: "paper" }, registry),
  "nvrnn, learned κ": () =>
    nvrnn.create(
      { ...small, dim: 5, priorOptions: { kappa: { kind: "learned", initial: 20 } } },
      registry,
    ),
  "nvrnn, gaussian": () => nvrnn.create({ ...small, prior: "gaussian", dim: 5 }, registry),
  "nvrnn, gaussian, planar flow, annealed": () =>
    nvrnn.create(
      { ...small, prior: "gaussian", dim: 5, flow: "planar", anneal: "sigmoid", annealSteps: 50 },
      registry,
    ),
  "nvrnn, word dropout, two layers": () =>
    nvrnn.create({ ...small, prior: "gaussian", dim: 5, wordDropout: 0.3, layers: 2 }, registry),
  rnnlm: () => rnnlm.create(small, registry),
  "rnnlm, inputless": () => rnnlm.create({ ...small, inputless: true }, registry),
  autoencoder: () => autoencoder.create({ ...small, dim: 5 }, registry),
};

describe("every recipe", () => {
  const uniform = Math.log(dataset.vocabulary.size);
  const anchor = unigram(dataset, "valid");

  test.each(Object.entries(PLANS))(
    "%s starts near the uniform model and learns",
    async (_, plan) => {
      const { before, after, alive } = await learn(plan());
      expect(
        Math.abs((before.reconstruction * before.items) / before.tokens - uniform),
      ).toBeLessThan(0.4);
      const nats = (after.reconstruction * after.items) / after.tokens;
      expect(nats).toBeLessThan(Math.log(anchor.perplexity) - 0.3);
      expect(alive.size).toBe(1);
    },
  );
});

describe("protocols", () => {
  test("the paper's is flagged as no bound, in the numbers and in the notes", async () => {
    const { after } = await learn(
      nvrnn.create({ ...small, dim: 5, protocol: "paper" }, registry),
      1,
    );
    expect(after.estimator.bound).toBe(false);
    expect(nvrnn.create({ ...small, protocol: "paper" }, registry).notes[0]).toContain(
      "not a bound",
    );
  });

  test("the valid one is a bound", async () => {
    const { after } = await learn(nvrnn.create({ ...small, dim: 5 }, registry), 1);
    expect(after.estimator).toEqual({ name: "ELBO, 1 sample, closed form KL", bound: true });
  });
});

describe("what can't be is refused with a code", () => {
  const failure = (body: () => unknown): string => {
    try {
      body();
    } catch (error) {
      return `${(error as { code: string }).code} ${(error as Error).message}`;
    }
    return "accepted";
  };
  const assembled = (plan: Plan) => assemble(plan.parts, { dataset, seed: 1 });

  test.each([
    ["an unknown prior", () => nvrnn.create({ prior: "vfm" }, registry), /^PLUGIN .*"vmf"/],
    ["width 0", () => nvrnn.create({ dim: 0 }, registry), /^OPTION nvrnn\.dim/],
    ["κ below 0", () => nvrnn.create({ kappa: -1 }, registry), /^OPTION vmf\.kappa/],
    ["κ not a number", () => nvrnn.create({ kappa: Number.NaN }, registry), /^OPTION nvrnn\.kappa/],
    ["κ for a Gaussian", () => nvrnn.create({ prior: "gaussian", kappa: 1 }, registry), /"kappa"/],
    [
      "a typo",
      () => nvrnn.create({ inputles: true } as never, registry),
      /Did you mean "inputless"/,
    ],
    [
      "a planar flow on the sphere",
      () => assembled(nvrnn.create({ ...small, flow: "planar" }, registry)),
      /^SUPPORT /,
    ],
  ])("%s", (_, body, message) => {
    expect(failure(body)).toMatch(message);
  });
});
