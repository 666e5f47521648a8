import { recordOf } from "@textvae/core";
import { builtins, nvrnn, rnnlm } from "@textvae/recipes";
import { expect, test } from "vitest";
import { everything, recipes } from "./every.ts";

const made = (options: Record<string, unknown>, recipe: typeof rnnlm = rnnlm) => {
  const { optimizer, batchSize } = recipe.create(options, builtins());
  return { batchSize, optimizer: JSON.stringify(recordOf(optimizer)) };
};

test("the default schedule is Adam halved on plateaus; the published one is SGD", () => {
  const fast = made({});
  expect(fast.batchSize).toBe(32);
  expect(fast.optimizer).toContain('"learningRate":0.002');
  expect(fast.optimizer).toContain('"divide":2');
  const published = made({ schedule: "published" });
  expect(published.batchSize).toBe(20);
  expect(published.optimizer).toContain('"learningRate":10');
  expect(published.optimizer).toContain('"divide":1.2');
});

test("a rate that falls begins higher", () => {
  expect(made({ decaySteps: 9 }).optimizer).toContain('"from":0.008');
  expect(made({ decaySteps: 9, schedule: "published" }).optimizer).toContain('"from":10');
  expect(made({ decaySteps: 9, learningRate: 0.5 }).optimizer).toContain('"from":0.5');
  expect(made({ decaySteps: 9, optimizer: "adam" }).optimizer).toContain('"from":0.001');
});

test("who names an optimiser gets its own rate and decay, whatever the schedule", () => {
  const optimizer = (name: string) =>
    ["fast", "published"].map((schedule) => made({ schedule, optimizer: name }).optimizer);
  for (const record of optimizer("adam")) {
    expect(record).toContain('"learningRate":0.001');
    expect(record).not.toContain("divide");
  }
  for (const record of optimizer("sgd")) {
    expect(record).toContain('"learningRate":10');
    expect(record).toContain('"divide":1.2');
  }
});

test("what is given wins over the schedule", () => {
  const { optimizer, batchSize } = made({ learningRate: 0.004, decay: 1, batchSize: 7 });
  expect(batchSize).toBe(7);
  expect(optimizer).toContain('"learningRate":0.004');
  expect(optimizer).not.toContain("divide");
});

test("what a schedule sets is recorded, and settled once", () => {
  const recorded = rnnlm.settled?.(rnnlm.options.parse({})) ?? {};
  const fast = { optimizer: "adam", learningRate: 0.002, decay: 2, dropout: 0.4, batchSize: 32 };
  expect(recorded).toMatchObject(fast);
  expect(rnnlm.settled?.(rnnlm.options.parse(recorded))).toEqual(recorded);
  expect(made(recorded)).toEqual(made({}));
});

test("the options of a run before there were schedules make what they made", () => {
  const recorded = { optimizer: "sgd", batchSize: 20, dropout: 0.5 } as const;
  const now = nvrnn.create({ schedule: "published" }, builtins());
  const then = nvrnn.create(recorded, builtins());
  for (const part of ["optimizer", "batchSize"] as const) {
    expect(JSON.stringify(then[part])).toBe(JSON.stringify(now[part]));
  }
  expect(recordOf(then.optimizer)).toEqual(recordOf(now.optimizer));
  expect(recordOf(then.parts.decoder)).toEqual(recordOf(now.parts.decoder));
});

test("a rate that falls in a straight line decays by nothing else, and ends with the training", () => {
  const options = { decaySteps: 10 };
  const { optimizer } = made(options);
  expect(optimizer).toContain('"from":0.008,"to":0,"steps":10');
  expect(optimizer).not.toContain("divide");
  expect(made({ ...options, decay: 3 }).optimizer).toContain('"divide":3');
  expect(rnnlm.create(options, builtins()).until).toEqual({ sinceBest: 15, steps: 10 });
  const recorded = rnnlm.settled?.(rnnlm.options.parse(options)) ?? {};
  expect(made(recorded)).toEqual(made(options));
});

test("every recipe with --decay-steps ends after them, lagging has none", () => {
  // wae-rnf needs the codes of a trained model; wae-nf has its training.
  const ends = Object.values(recipes).filter(
    ({ name, options }) => "decaySteps" in options.shape && name !== "wae-rnf",
  );
  expect(ends.length).toBeGreaterThan(15);
  expect(ends.map(({ name }) => name)).not.toContain("lagging");
  for (const recipe of ends) {
    const { until, phases, optimizer } = recipe.create({ decaySteps: 7 }, everything());
    expect((phases?.at(-1) ?? { until }).until?.steps, recipe.name).toBe(7);
    expect(JSON.stringify(recordOf(optimizer)), recipe.name).toContain('"steps":7');
  }
});
