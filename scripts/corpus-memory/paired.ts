import { readFileSync } from "node:fs";
import { join } from "node:path";
import { wasm } from "@textvae/backend-wasm";
import { assemble, createRng, type Dataset, trainStep } from "@textvae/core";
import { fileSource, nodeHost } from "@textvae/corpus/node";
import { streamText, text } from "@textvae/dataset-text";
import { builtins, nvrnn } from "@textvae/recipes";
import { median, type TrainOptions, trainOnce } from "./training.ts";

const told = (ratios: readonly number[]): string => {
  const range = `${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}`;
  return `median ${median(ratios).toFixed(3)}, ${range}`;
};

/** Seconds to the first step where the text was prepared before, by those of another checkout, in turn. */
export const compareFirstSteps = async (
  pairs: number,
  against: string,
  options: TrainOptions,
): Promise<void> => {
  const start = (checkout: string, name: string) =>
    trainOnce({ ...options, steps: 1, checkout, run: `${options.run}-${name}` });
  await start(options.checkout, "prepares");
  const ratios: number[] = [];
  for (let pair = 1; pair <= pairs; pair++) {
    const own = await start(options.checkout, `own-${pair}`);
    const other = await start(against, `other-${pair}`);
    ratios.push(own.firstStep / other.firstStep);
    console.log(
      `first step after ${own.firstStep.toFixed(2)} s, there ${other.firstStep.toFixed(2)} s: ${ratios.at(-1)?.toFixed(3)} ${own.error}${other.error}`,
    );
  }
  console.log(`ratio of times to the first step: ${told(ratios)}`);
};

const SIZES = { dim: 32, embedding: 100, hidden: 100, kappa: 20, batchSize: 32 };

/** Training steps on a file of pages, by those on the same text in memory, in turn and in one process. */
export const compareSpeeds = async (pairs: number, steps: number, data: string): Promise<void> => {
  await wasm({ threads: 1 }).start();
  const options = { maxVocabulary: 2000 };
  const path = join(data, "train.txt");
  const host = nodeHost(join(data, ".textvae"));
  const splits = await streamText({ train: [fileSource(path)] }, options, host);
  const datasets = {
    pages: text({ splits, ...options }),
    memory: text({ splits: { train: readFileSync(path) }, ...options }),
  };
  const { create } = nvrnn;
  const speedOf = await createSpeeds(create(SIZES as never, builtins()), datasets.pages);
  for (const dataset of Object.values(datasets)) await speedOf(dataset, 0, steps); // warms up
  const ratios: number[] = [];
  for (let pair = 1; pair <= pairs; pair++) {
    const speeds = { pages: 0, memory: 0 };
    const order = ["pages", "memory"] as const;
    // Who goes first in a pair goes second in the next.
    for (const name of pair % 2 ? order : order.toReversed()) {
      speeds[name] = await speedOf(datasets[name], pair, steps);
    }
    const { pages, memory } = speeds;
    ratios.push(pages / memory);
    console.log(
      `pages ${pages.toFixed(0)} tokens/s, memory ${memory.toFixed(0)}: ${ratios.at(-1)?.toFixed(3)}`,
    );
  }
  console.log(`ratio of tokens/s: ${told(ratios)}`);
};

type Plan = ReturnType<typeof nvrnn.create>;

/** Tokens per second of training steps on the first batches of an epoch. */
const createSpeeds = async (plan: Plan, dataset: Dataset) => {
  const model = assemble(plan.parts, { dataset, seed: 1, objective: plan.objective });
  let state = plan.optimizer.init(model.parameters);
  let step = 0;
  return async (dataset: Dataset, seed: number, steps: number): Promise<number> => {
    const epoch = dataset.epoch("train", { batchSize: 32, rng: createRng(seed) });
    const start = performance.now();
    let tokens = 0;
    for (let i = 0; i < steps; i++) {
      const batch = epoch.at(i);
      tokens += batch.text?.lengths_B.reduce((sum, length) => sum + length, 0) ?? 0;
      const context = { rng: createRng(step), training: true, step: step++ };
      ({ state } = await trainStep({ model, ...plan }, state, batch, context));
    }
    return (1000 * tokens) / (performance.now() - start);
  };
};
