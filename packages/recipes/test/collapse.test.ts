import { tidy } from "@tensorflow/tfjs-core";
import { assemble, createRng, type Experiment, type TrainingEvent, train } from "@textvae/core";
import { memoryStorage, openRun } from "@textvae/run-format";
import { describe, expect, test } from "vitest";
import { freeBitsPretrained, lagging, nvrnn, saVae } from "../src/index.ts";
import { dataset, registry, small, startsUniformAndLearns } from "./grammar.ts";

// Each update of these costs several, so that the network is small.
const narrow = {
  ...small,
  dim: 4,
  embedding: 8,
  hidden: 12,
  batchSize: 10,
  learningRate: 0.03,
} as const;
const PLANS: Record<string, () => Experiment> = {
  lagging: () =>
    lagging.create({ ...narrow, inferenceUpdates: 2, compareEvery: 1, anneal: "linear" }, registry),
  "free-bits-pretrained": () =>
    freeBitsPretrained.create(
      { ...narrow, pretrainSteps: 20, freeNats: 2, annealSteps: 20, per: "total" },
      registry,
    ),
  "sa-vae": () => saVae.create({ ...narrow, refinements: 1 }, registry),
};

test.each(Object.entries(PLANS))("%s starts near the uniform model and learns", (_, plan) =>
  startsUniformAndLearns(plan(), 45),
);

/** Trains some steps and hands out the events. */
const follow = async (plan: Experiment, steps: number): Promise<TrainingEvent[]> => {
  const { objective } = plan;
  const model = assemble(plan.parts, { dataset, objective, seed: 1 });
  const run = await openRun(memoryStorage(), { name: "test" });
  const setup = { ...plan, model, dataset, run, seed: 1, until: { steps } };
  const events: TrainingEvent[] = [];
  for await (const event of train({ ...setup, evaluateEvery: steps, logEvery: 5 }))
    events.push(event);
  model.dispose();
  return events;
};

describe("what keeps the code from collapsing", () => {
  test("lagging inference tells its mutual information", async () => {
    const events = await follow(PLANS.lagging?.() as Experiment, 3);
    expect(events.find(({ kind }) => kind === "evaluation")).toMatchObject({
      rule: { aggressive: 1, mutualInformation: expect.any(Number) },
    });
  });

  test("an autoencoder comes first, and the free nats are kept after it", async () => {
    const plan = PLANS["free-bits-pretrained"]?.() as Experiment;
    const events = await follow(plan, 40);
    expect(events.filter(({ kind }) => kind === "phase")).toEqual([
      { kind: "phase", step: 0, phase: "autoencoder" },
      { kind: "phase", step: 20, phase: "free bits" },
    ]);
    const evaluated = events.findLast((event) => event.kind === "evaluation");
    expect(evaluated).toMatchObject({ phase: "free bits" });
    if (evaluated?.kind === "evaluation")
      expect(evaluated.evaluation.divergence).toBeGreaterThan(1);
  });

  test("free nats of nvrnn keep a code in use whose prior is a mixture", async () => {
    const lastKl = async (freeNats: number): Promise<number> => {
      const options = { ...narrow, optimizer: "adam", freeNats } as const;
      const priorOptions = { family: "gaussian", components: 3 };
      const plan = nvrnn.create({ ...options, prior: "mixture", priorOptions }, registry);
      const events = await follow(plan, 60);
      for (const event of events) {
        if (event.kind !== "train") continue;
        // Means over five updates: that of what is charged is no less than what is charged for the mean.
        const charged = event.loss - event.reconstruction;
        expect(charged).toBeGreaterThan(Math.max(freeNats, event.divergence) - 0.01);
      }
      const evaluated = events.findLast((event) => event.kind === "evaluation");
      return evaluated?.kind === "evaluation" ? evaluated.evaluation.divergence : Number.NaN;
    };
    expect(await lastKl(2)).toBeGreaterThan(1);
    expect(await lastKl(0)).toBeLessThan(1);
  });

  test("semi-amortised inference is evaluated as it is trained, by a bound", async () => {
    const events = await follow(PLANS["sa-vae"]?.() as Experiment, 3);
    expect(events.find(({ kind }) => kind === "evaluation")).toMatchObject({
      evaluation: {
        estimator: { name: "ELBO, 1 sample, closed form KL, 1 SVI step", bound: true },
      },
    });
  });

  test("a flow has no parameters to refine", () => {
    const { parts, objective } = saVae.create({ ...narrow, flow: "planar" }, registry);
    expect(() => assemble(parts, { dataset, objective, seed: 1 })).toThrowError(
      expect.objectContaining({ code: "CAPABILITY" }),
    );
  });

  test("every way of annealing begins and ends where it says", () => {
    const weightAt = (anneal: "linear" | "cosine" | "sigmoid" | "cyclical", step: number) => {
      const plan = nvrnn.create(
        {
          ...{ ...narrow, prior: "gaussian", anneal, annealSteps: 40 },
          ...(anneal !== "sigmoid" && { annealFrom: 0.2 }),
          ...(anneal === "cyclical" && { annealCycles: 2 }),
        },
        registry,
      );
      const model = assemble(plan.parts, { dataset, seed: 1 });
      const batch = dataset.epoch("valid", { batchSize: 2 }).at(0);
      let weight: number | undefined;
      tidy(() => {
        const context = { rng: createRng(1), training: true, step };
        weight = plan.objective.terms(model, batch, context).weight;
      });
      model.dispose();
      return weight;
    };
    for (const anneal of ["linear", "cosine", "cyclical"] as const) {
      expect(weightAt(anneal, 0)).toBe(0.2);
      expect(weightAt(anneal, 99)).toBe(1);
    }
    expect(weightAt("sigmoid", 20)).toBe(0.5);
    expect(weightAt("cyclical", 40)).toBe(0.2);
    expect(weightAt("linear", 20)).toBeCloseTo(0.6, 12);
  });
});
