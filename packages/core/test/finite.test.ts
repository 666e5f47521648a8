import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor1d } from "@tensorflow/tfjs-core";
import { sgd } from "@textvae/optimizers";
import { memoryStorage, openRun } from "@textvae/run-format";
import { beforeAll, expect, test } from "vitest";
import { assemble, type Decoder, elbo, type TrainingEvent, train } from "../src/index.ts";
import { monteCarloKl, toyDataset, toyDecoder, toyEncoder, toyPrior } from "./toy.ts";

beforeAll(() => setBackend("cpu"));

/** With a parameter that no batch uses, so that no loss and no gradient tells of it. */
const withIdle: Decoder = {
  ...toyDecoder,
  build(scope, sizes) {
    scope.variable("idle", [1], () => tensor1d([0]));
    return toyDecoder.build(scope, sizes);
  },
};
const dataset = toyDataset([0.3, -1.2, 2.5]);

test.each([
  ["a line of metrics", { logEvery: 3, evaluateEvery: 9 }, 3],
  ["an evaluation", { logEvery: 9, evaluateEvery: 3 }, 3],
  ["a checkpoint", { logEvery: 9, evaluateEvery: 9, checkpointEvery: 2 }, 2],
  ["the end", { logEvery: 9, evaluateEvery: 9 }, 4],
])("NaN in a parameter that no batch uses stops the training before %s", async (_, when, last) => {
  const parts = { encoder: toyEncoder, prior: toyPrior(0, 1), decoder: withIdle };
  const model = assemble(parts, { dataset, seed: 1 });
  const disk = memoryStorage();
  const run = await openRun(disk, {});
  const objective = elbo({ divergence: monteCarloKl });
  const rest = { optimizer: sgd({ learningRate: 0.01 }), batchSize: 3, until: { steps: 4 } };
  const told: TrainingEvent[] = [];
  const go = async () => {
    for await (const event of train({
      model,
      objective,
      dataset,
      run,
      seed: 1,
      ...rest,
      ...when,
    })) {
      told.push(event);
      if (event.kind !== "step" || event.step !== 1) continue;
      const idle = model.parameters.get("decoder.idle");
      idle?.assign(tensor1d([Number.NaN]));
    }
  };
  await expect(go()).rejects.toMatchObject({
    code: "NON_FINITE",
    message: expect.stringContaining("decoder.idle"),
  });
  expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(["start", "step"]));
  expect(told.filter(({ kind }) => kind === "step").length).toBeLessThanOrEqual(last);
  expect([...disk.files.keys()].filter((path) => path !== "config.json")).toEqual([]);
  model.dispose();
});
