import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { webgpu } from "@textvae/backend-webgpu";
import { assemble, createRng, trainStep } from "@textvae/core";
import { builtins, nvrnn } from "@textvae/recipes";
import { parseVocabulary } from "@textvae/text";
import { beforeAll, expect, test } from "vitest";
import { onAdapter } from "./adapter.ts";

const [BATCH, TIME, WORDS] = [4, 22, 40];

/**
 * Trains the NVRNN at the length of `performance.md` and a fraction of its widths; returns the
 * losses and the number of kernels that the device ran in the last step.
 */
const train = async (steps: number): Promise<{ losses: number[]; kernels: number }> => {
  const registry = builtins();
  const plan = nvrnn.create(
    {
      prior: "gaussian",
      dim: 5,
      embedding: 12,
      hidden: 16,
      batchSize: BATCH,
      dropout: 0,
      optimizer: "adam",
      clip: 5,
    },
    registry,
  );
  const words = Array.from({ length: WORDS - 2 }, (_, i) => `w${i}`);
  const dataset = { vocabulary: parseVocabulary(words), provides: ["text"] } as const;
  const model = assemble(plan.parts, { dataset, seed: 1, objective: plan.objective });
  const tokens_BT = Int32Array.from({ length: BATCH * TIME }, (_, i) =>
    (i + 1) % TIME === 0 ? 0 : (7 * i) % WORDS,
  );
  const text = { tokens_BT, lengths_B: new Int32Array(BATCH).fill(TIME), time: TIME };
  const rng = createRng(3);
  let state = plan.optimizer.init(model.parameters);
  const losses: number[] = [];
  let kernels = 0;
  for (let step = 0; step < steps; step++) {
    const before = dispatched;
    const context = { rng, training: true, step };
    const done = await trainStep({ model, ...plan }, state, { size: BATCH, text }, context);
    losses.push(done.report.loss);
    state = done.state;
    kernels = dispatched - before;
  }
  model.dispose();
  for (const tensor of state.tensors.values()) tensor.dispose();
  return { losses, kernels };
};

let dispatched = 0;

onAdapter("a training step", () => {
  beforeAll(() => {
    const { prototype } = GPUComputePassEncoder;
    const stock = prototype.dispatchWorkgroups;
    prototype.dispatchWorkgroups = function (...workgroups) {
      dispatched++;
      stock.apply(this, workgroups);
    };
  });

  test("of the NVRNN runs ten times as many kernels in tfjs, operation by operation", async () => {
    await webgpu({ kernels: "stock" }).start();
    const { kernels } = await train(1);
    await webgpu().start();
    expect(kernels).toBeGreaterThan(10 * 200);
  });

  test("of the NVRNN runs at most 200 kernels, and losses go as on the cpu backend", async () => {
    const { losses, kernels } = await train(3);
    expect(kernels).toBeGreaterThan(100);
    expect(kernels).toBeLessThanOrEqual(200);
    await setBackend("cpu");
    const expected = (await train(3)).losses;
    await setBackend("webgpu");
    const errors = expected.map((loss, i) => Math.abs((losses[i] as number) / loss - 1));
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });
});
