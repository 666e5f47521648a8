import { cpu } from "@textvae/backend-cpu";
import {
  assemble,
  createRng,
  type Dataset,
  type Evaluation,
  type Experiment,
  evaluate,
  type Model,
  train,
} from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { memoryStorage, openRun } from "@textvae/run-format";

await cpu().start();

const WORDS = 30;
const TOPICS = 3;

/** Documents of 20 words, nine in ten of them from the ten words of their topic. */
const documents = (count: number, seed: number): string => {
  const rng = createRng(seed);
  const lines = Array.from({ length: count }, (_, i) => {
    const topic = i % TOPICS;
    const counts = new Map<number, number>();
    const u = rng.uniforms(40);
    for (let n = 0; n < 20; n++) {
      const [which, where] = [u[2 * n] as number, u[2 * n + 1] as number];
      const id = which < 0.9 ? 1 + 10 * topic + Math.floor(10 * where) : 1 + Math.floor(30 * where);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return [topic, ...[...counts].map(([id, k]) => `${id}:${k}`)].join(" ");
  });
  return lines.join("\n");
};

const vocabulary = Array.from({ length: WORDS }, (_, i) => `w${i}`).join("\n");

/** Documents of three topics, which are their classes. */
export const topics: Dataset = bow({
  splits: { train: documents(300, 1), test: documents(90, 2) },
  vocabulary,
  holdOut: 0.1,
});

/** Trains a plan on the topics and scores it on their test split; the caller disposes the model. */
export const learnTopics = async (
  plan: Experiment,
  steps: number,
): Promise<{ readonly model: Model; readonly score: Evaluation }> => {
  const { objective, evaluation, optimizer, batchSize } = plan;
  const model = assemble(plan.parts, { dataset: topics, objective, seed: 1 });
  const run = await openRun(memoryStorage(), { name: "test" });
  const setup = {
    model,
    objective,
    evaluation,
    optimizer,
    dataset: topics,
    run,
    seed: 1,
    batchSize,
  };
  for await (const _ of train({ ...setup, until: { steps } }));
  const score = await evaluate({ model, objective: evaluation, dataset: topics, split: "test" });
  return { model, score };
};
