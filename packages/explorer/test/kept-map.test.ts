import { tensor1d, variable } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import type { Storage } from "@textvae/core";
import { encodeMap, keptMap, type MapDescription, type Reading } from "@textvae/explorer";
import { memoryStorage } from "@textvae/run-format";
import type { TrainedModel } from "@textvae/runs";
import { beforeAll, expect, test, vi } from "vitest";

const reading = (title: string): Reading => ({
  ...{ title, about: [], numbers: [], training: [], evaluations: [] },
  ...{ divergence: "KL", findings: [], notes: [] },
});

const map = () =>
  encodeMap({
    description: {
      ...{ format: "textvae-map-2", recipe: "nvrnn", step: 1, split: "test", items: 1, of: 1 },
      ...{ seed: 0, what: "mean", support: "euclidean", latent: 2, prior: 1, explained: [1, 0] },
      ...{ dimensions: [], reading: reading("as it was made") },
      estimators: { nll: { name: "ELBO", bound: true }, without: { name: "ELBO", bound: true } },
    } as unknown as MapDescription,
    points: {
      place_N2: new Float32Array(2),
      prior_M2: new Float32Array(2),
      ...{ nll_N: Float32Array.of(1), without_N: Float32Array.of(2), tokens_N: Float32Array.of(3) },
    },
    codes: {
      codes_NZ: new Float32Array(2),
      prior_MZ: new Float32Array(2),
      projection: { directions_KZ: new Float32Array(4), centre_Z: new Float32Array(2) },
    },
    texts: ["a rose"],
  });

let model: TrainedModel;
beforeAll(async () => {
  await cpu().start();
  const weights = variable(tensor1d([1, 2]));
  model = { model: { parameters: new Map([["w", weights]]) } } as unknown as TrainedModel;
});

const asked = async (
  storage: Storage,
  { texts = ["a rose"], seed = 1, title = "today" } = {},
): Promise<{ made: number; title: unknown }> => {
  const make = vi.fn(async () => map());
  const source = { model, texts, asked: { seed } };
  const files = await keptMap(storage, source, reading(title), make);
  const { reading: told } = JSON.parse(new TextDecoder().decode(files.get("map.json")));
  return { made: make.mock.calls.length, title: told.title };
};

test("a map is made once, and what is told beside it is of today", async () => {
  const storage = memoryStorage();
  expect((await asked(storage)).made).toBe(1);
  expect(await asked(storage, { title: "later" })).toEqual({ made: 0, title: "later" });
});

test("other weights, sentences or wishes make another, in the place of the first", async () => {
  const storage = memoryStorage();
  await asked(storage);
  expect((await asked(storage, { texts: ["a dog"] })).made).toBe(1);
  expect((await asked(storage, { texts: ["a dog"], seed: 2 })).made).toBe(1);
  const [weights] = model.model.parameters.values();
  const before = weights?.clone();
  (weights as ReturnType<typeof variable>).assign(tensor1d([1, 3]));
  expect((await asked(storage, { texts: ["a dog"], seed: 2 })).made).toBe(1);
  (weights as ReturnType<typeof variable>).assign(before as never);
  expect(await storage.list("maps")).toHaveLength(1);
});

test("a damaged one is made anew, and a storage that takes none is no obstacle", async () => {
  const storage = memoryStorage();
  await asked(storage);
  const [name] = await storage.list("maps");
  await storage.truncate(`maps/${name}/points.safetensors`, 20);
  expect((await asked(storage)).made).toBe(1);
  expect((await asked(storage)).made).toBe(0);
  const full = { ...memoryStorage(), writeFolder: () => Promise.reject(new Error("full")) };
  expect((await asked(full)).made).toBe(1);
});
