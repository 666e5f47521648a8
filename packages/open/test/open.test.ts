import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { wasm } from "@textvae/backend-wasm";
import {
  type AnyPlugin,
  assemble,
  definePlugin,
  elbo,
  type Prior,
  recordOf,
  revive,
} from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { kl } from "@textvae/divergence-kl";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { tokenEmbedding } from "@textvae/layers";
import { gaussian } from "@textvae/prior-gaussian";
import { builtins } from "@textvae/recipes";
import { memoryStorage } from "@textvae/run-format";
import { exportBundle, trainedModel } from "@textvae/runs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { open, registryFor } from "../src/index.ts";
import { loadParts } from "../src/parts.ts";

const folder = mkdtempSync(join(tmpdir(), "textvae-open-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sentences = ["the cat sat", "a dog ran"];
let codes: unknown;

/** A bundle of a model with that prior, and the codes of the sentences. */
const bundled = async (prior: Prior, into: string) => {
  const lines = `${sentences.join("\n")}\n`;
  const dataset = text({ splits: { train: lines, valid: lines } });
  const embedding = tokenEmbedding({ size: 3 });
  const parts = {
    encoder: lstmEncoder({ embedding, hidden: 4 }),
    prior,
    decoder: lstmDecoder({ embedding, hidden: 4 }),
  };
  const objective = elbo({ divergence: kl() });
  const model = assemble(parts, { dataset, objective, seed: 1 });
  const trained = trainedModel({ model, dataset, objective, recipe: "two sentences", seed: 1 });
  const storage = memoryStorage();
  await exportBundle(trained, storage);
  for (const [name, content] of storage.files) {
    writeFileSync(join(into, name), content);
  }
  return trained.encode(sentences);
};

beforeAll(async () => {
  await wasm({ threads: 1 }).start();
  codes = await bundled(gaussian({ size: 2 }), folder);
});

test.each([
  ["a path", folder],
  ["a URL", pathToFileURL(folder)],
])("a bundle is opened from %s, with all that it names", async (_, from) => {
  const model = await open(from);
  expect(await model.encode(sentences)).toEqual(codes);
  expect((await model.score(sentences))[0]).toMatchObject({ nll: expect.any(Number) });
  model.dispose();
});

test("parts of someone else are handed over, and asked for by name", async () => {
  const create = (options: object): Prior => gaussian(options);
  const mine = definePlugin({ ...gaussian.meta, kind: "prior", name: "mine", create });
  const inside = mkdtempSync(join(folder, "-"));
  const expected = await bundled(mine({ size: 2 }), inside);
  const model = await open(inside, { plugins: [mine] });
  expect(await model.encode(sentences)).toEqual(expected);
  model.dispose();
  await expect(open(inside)).rejects.toMatchObject({
    code: "PLUGIN",
    message: expect.stringContaining("Hand over prior/mine: open(bundle, { plugins: [mine] })"),
  });
});

test("what is no bundle is refused with the way to one", async () => {
  await expect(open(tmpdir())).rejects.toMatchObject({
    code: "STORAGE",
    message: expect.stringContaining("textvae export"),
  });
});

test("every part of textvae that a bundle may name is known", async () => {
  const nameOf = ({ meta }: AnyPlugin) => `${meta.kind}/${meta.name}`;
  const names = builtins()
    .list()
    .filter(({ meta }) => meta.kind !== "recipe" && meta.name !== "whole")
    .map(nameOf);
  const loaded = await loadParts(new Set(names));
  expect(loaded.map(nameOf).sort()).toEqual(names.sort());
});

test("a registry has the parts that a record names, and no others", async () => {
  const prior = gaussian({ size: 2 });
  const record = recordOf({ prior, objective: elbo({ divergence: kl() }) });
  const registry = await registryFor(record);
  expect(recordOf(revive(record, registry))).toEqual(record);
  expect(() => registry.find("prior", "vmf")).toThrow(expect.objectContaining({ code: "PLUGIN" }));
});
