import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { assemble, createRng, type Dataset, type Experiment, trainStep } from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { text } from "@textvae/dataset-text";
import { builtins, recipes } from "@textvae/recipes";
import { expect, test } from "vitest";
import { onAdapter } from "./adapter.ts";

const registry = builtins();
const lines = Array.from({ length: 24 }, (_, i) => `w${i % 5} w${(i * i) % 7} w${i % 3}`);
const sentences = text({ splits: { train: lines.join("\n") } });
const bags = bow({
  splits: {
    train: Array.from({ length: 24 }, (_, i) => `${i % 2} ${1 + (i % 5)}:2 7:1`).join("\n"),
  },
  vocabulary: Array.from({ length: 9 }, (_, i) => `w${i}`).join("\n"),
});

const widths = { dim: 3, hidden: 6, batchSize: 12 };
const plan = (name: string, options: object): Experiment =>
  recipes[name]?.create({ ...widths, ...options } as never, registry) as Experiment;

/** Losses of the first steps. */
const losses = async ({ parts, objective, optimizer, batchSize }: Experiment, dataset: Dataset) => {
  const model = assemble(parts, { dataset, objective, seed: 1 });
  const rng = createRng(2);
  const epoch = dataset.epoch("train", { batchSize, rng: createRng(3) });
  let state = optimizer.init(model.parameters);
  const found: number[] = [];
  for (let step = 0; step < 2; step++) {
    const context = { rng, training: true, step };
    const done = await trainStep({ model, objective, optimizer }, state, epoch.at(step), context);
    state = done.state;
    found.push(done.report.loss);
  }
  model.dispose();
  for (const tensor of state.tensors.values()) tensor.dispose();
  return found;
};

onAdapter("recipes", () => {
  test.each([
    ["nvrnn", { prior: "vmf", kappa: 10, embedding: 4 }, sentences],
    ["wae", { embedding: 4 }, sentences],
    ["nvdm", { decoderHidden: 6 }, bags],
  ] as const)(
    "the first steps of %s are those of the cpu backend",
    async (name, options, dataset) => {
      const actual = await losses(plan(name, options), dataset);
      await setBackend("cpu");
      const expected = await losses(plan(name, options), dataset);
      await setBackend("webgpu");
      for (const [i, loss] of expected.entries()) {
        expect(Math.abs((actual[i] as number) / loss - 1)).toBeLessThan(1e-4);
      }
    },
  );
});
