import { memory } from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import {
  assemble,
  createRng,
  type Dataset,
  type Evaluation,
  type Experiment,
  evaluate,
  type Model,
  type Registry,
  train,
} from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { memoryStorage, openRun } from "@textvae/run-format";
import { unigram } from "@textvae/text";
import { expect } from "vitest";
import { builtins } from "../src/index.ts";

await wasm().start();

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
export const dataset: Dataset = text({ splits: { train: grammar(600, 1), valid: grammar(60, 2) } });
export const small = {
  embedding: 12,
  hidden: 24,
  dropout: 0,
  optimizer: "adam",
  learningRate: 0.01,
  batchSize: 30,
} as const;

/** Numbers before and after training, and how many tensors were alive after each step. */
export const learn = async (
  plan: Experiment,
  steps = 60,
  on: Dataset = dataset,
  use?: (model: Model) => Promise<void>,
) => {
  const model = assemble(plan.parts, { dataset: on, objective: plan.objective, seed: 1 });
  const score = (): Promise<Evaluation> =>
    evaluate({ model, objective: plan.evaluation, dataset: on, split: "valid" });
  const before = await score();
  const alive = new Set<number>();
  const run = await openRun(memoryStorage(), { name: "test" });
  const setup = { ...plan, model, dataset: on, run, seed: 1 };
  for await (const event of train({ ...setup, until: { steps } })) {
    if (event.kind === "step") alive.add(memory().numTensors);
  }
  const after = await score();
  await use?.(model);
  model.dispose();
  return { before, after, alive };
};

export const registry: Registry = builtins();

/** That a plan starts near the uniform model, ends well below the unigram model, and leaks nothing. */
export const startsUniformAndLearns = async (plan: Experiment, steps?: number): Promise<void> => {
  const { before, after, alive } = await learn(plan, steps);
  const nats = (of: Evaluation) => (of.reconstruction * of.items) / of.tokens;
  expect(Math.abs(nats(before) - Math.log(dataset.vocabulary.size))).toBeLessThan(0.4);
  expect(nats(after)).toBeLessThan(Math.log(unigram(dataset, "valid").perplexity) - 0.3);
  expect(alive.size).toBe(1);
};
