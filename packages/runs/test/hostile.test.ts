import { cpu } from "@textvae/backend-cpu";
import { assemble, createRegistry, elbo, type Prior } from "@textvae/core";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { kl } from "@textvae/divergence-kl";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { tokenEmbedding } from "@textvae/layers";
import { objectives } from "@textvae/objectives";
import { optimizers } from "@textvae/optimizers";
import { bernoulli } from "@textvae/prior-bernoulli";
import { categorical } from "@textvae/prior-categorical";
import { vmf } from "@textvae/prior-vmf";
import { builtins } from "@textvae/recipes";
import { memoryStorage } from "@textvae/run-format";
import { schedules } from "@textvae/schedules";
import { bagVocabulary, wordTokenizer } from "@textvae/text";
import { describe, expect, test } from "vitest";
import { exportBundle, openTrained, type Point, type Source, trainedModel } from "../src/index.ts";
import { sealOf } from "../src/manifest.ts";
import { readTexts } from "../src/texts.ts";
import { corpus, small, trainedRun } from "./trained.ts";

await cpu().start();

const embedding = tokenEmbedding({ size: 4 });
const parts = {
  encoder: lstmEncoder({ embedding, hidden: 4 }),
  prior: vmf({ size: 3, kappa: 100 }),
  decoder: lstmDecoder({ embedding, hidden: 4 }),
};
const objective = elbo({ divergence: kl() });
const dataset = corpus();
const model = assemble(parts, { dataset, objective, seed: 1 });
const mine = trainedModel({ model, dataset, objective, recipe: "mine" });
const registry = createRegistry()
  .use(tokenEmbedding, lstmEncoder, vmf, lstmDecoder, kl)
  .use(...objectives, ...optimizers, ...schedules);

type Json = Record<string, never>;

/** A source with one file changed. */
const changed = (from: Source, file: string, change: (record: Json) => unknown): Source => ({
  exists: (path) => from.exists(path),
  ...(from.list && { list: (path: string) => from.list?.(path) as Promise<string[]> }),
  async read(path) {
    const bytes = await from.read(path);
    if (path !== file) return bytes;
    const record = JSON.parse(new TextDecoder().decode(bytes)) as Json;
    const text = change(record) ?? JSON.stringify(await resealed(record));
    return new TextEncoder().encode(text as string);
  },
});

/** A description with the seal of what it says now, so that it is read to its end. */
const resealed = async (record: Json) =>
  "seal" in record ? { ...record, seal: await sealOf(record as never) } : record;

const put = (path: string, value: unknown) => (record: Json) => {
  const keys = path.split(".");
  const last = keys.pop() as string;
  const within = keys.reduce((of: Record<string, unknown>, key) => of[key] as Json, record);
  if (value === undefined) delete within[last];
  else within[last] = value;
};

describe("a description of other kinds", async () => {
  const bundle = memoryStorage();
  await exportBundle(mine, bundle);

  test.each([
    ["data.provides", undefined],
    ["data.provides", 3],
    ["data.labels", "ab"],
    ["data.labels", [1]],
    ["data.options", null],
    ["data.vocabulary", true],
    ["data.vocabulary.size", 99],
    ["parts", "x"],
    ["recipe", 3],
    ["seed", "x"],
    ["step", -3],
    ["step", "x"],
    ["weights", true],
    ["notes", "x"],
    ["numbers", null],
    ["numbers", [{ nll: "x" }]],
  ])("model.json, %s: %j is refused by name", async (path, value) => {
    const opened = openTrained(changed(bundle, "model.json", put(path, value)), registry);
    await expect(opened).rejects.toMatchObject({ name: "TextvaeError", code: "CONFIG" });
  });

  test.each([null, undefined, "x", 3, [], { kind: "divergence", name: "kl", version: "0.1.0" }])(
    "an evaluation of %j opens, and is refused where texts are scored",
    async (value) => {
      const from = changed(bundle, "model.json", put("evaluation", value));
      const opened = await openTrained(from, registry);
      await expect(opened.score(["the cat"])).rejects.toMatchObject({ code: "CONFIG" });
      expect(await opened.encode(["the cat"])).toHaveLength(1);
      opened.dispose();
    },
  );

  test("edited by hand is refused: its codes would be of another model", async () => {
    const edit = (record: Json) => JSON.stringify(record).replace('"kappa":100', '"kappa":101');
    const opened = openTrained(changed(bundle, "model.json", edit), registry);
    await expect(opened).rejects.toThrow(/edited since/);
  });

  test("nested without end is refused", async () => {
    const deep = `${"[".repeat(1e5)}${"]".repeat(1e5)}`;
    const nested = (record: Json) =>
      JSON.stringify(record).replace('"parts":{', `"parts":{"deep":${deep},`);
    const opened = openTrained(changed(bundle, "model.json", nested), registry);
    await expect(opened).rejects.toMatchObject({ code: "CONFIG" });
  });

  test.each([
    ["options", undefined],
    ["recipe", []],
    ["data", undefined],
    ["data.provides", "text"],
  ])("config.json of a run, %s: %j is refused by name", async (path, value) => {
    const { storage } = await trainedRun("nvrnn", small, 1);
    const opened = openTrained(changed(storage, "config.json", put(path, value)), builtins());
    await expect(opened).rejects.toMatchObject({ name: "TextvaeError", code: "CONFIG" });
  });
});

describe("questions of other kinds", () => {
  const HIGH = Math.sqrt(3) / 2;
  const point = (...z: number[]): Point => ({ z: Float32Array.from(z) });

  test.each<[string, () => Promise<unknown>]>([
    ["one text for a list", () => mine.encode("the cat" as never)],
    ["no texts", () => mine.score(undefined as never)],
    ["no points", () => mine.decode(undefined as never)],
    ["no corpus", () => mine.neighbours("the cat", 1, undefined as never)],
    [
      "a centre that has no direction",
      () => mine.arithmetic(point(1, 0, 0), point(0.5, HIGH, 0), point(-0.5, HIGH, 0)),
    ],
    ["another dtype", () => exportBundle(mine, memoryStorage(), { dtype: "F64" as never })],
  ])("%s is refused", async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ name: "TextvaeError", code: "OPTION" });
  });

  test("a bag of unknown words alone is refused, as it is empty", () => {
    const read = (text: string) =>
      readTexts([text], ["counts_BV"], {}, wordTokenizer(bagVocabulary(["a", "b"])));
    expect(read("a zzz").unknown).toEqual([["zzz"]]);
    expect(() => read("zzz")).toThrow(/a word that the model knows/);
  });

  const [on, off] = [point(1, 0, 0), point(3, 0, 0)];
  test.each<[string, () => Promise<unknown>]>([
    ["decode", () => mine.decode([on, off])],
    ["interpolate", () => mine.interpolate(on, off)],
    ["neighbours of it", () => mine.neighbours(off, 1, [on])],
    ["neighbours among it", () => mine.neighbours(on, 1, [on, off])],
    ["arithmetic", () => mine.arithmetic(on, off, on)],
    ["decode at the centre", () => mine.decode([point(0, 0, 0)])],
  ])("%s: a code off the sphere is refused", async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({
      code: "SHAPE",
      message: expect.stringMatching(/length 1, on the sphere/),
    });
  });

  test("a condition that is no number is refused", async () => {
    const c = Float32Array.of(Number.NaN);
    const asked = mine.decode([{ ...point(1, 0, 0), c }]);
    await expect(asked).rejects.toMatchObject({
      code: "SHAPE",
      message: expect.stringContaining("condition"),
    });
  });

  test.each<[string, Prior]>([
    ["categorical", categorical({ variables: 2, classes: 3 })],
    ["bernoulli", bernoulli({ size: 6 })],
  ])(
    "discrete codes (%s) are modes, and never handed to the decoder as probabilities",
    async (_, prior) => {
      const model = assemble({ ...parts, prior }, { dataset, objective, seed: 1 });
      const discrete = trainedModel({ model, dataset, objective, recipe: "mine" });
      const [code] = await discrete.encode(["the cat"]);
      expect(code?.of).toBe("mode");
      expect(code?.z.every((value) => value === 0 || value === 1)).toBe(true);
      const [scored] = await discrete.score(["the cat"], { at: "mean" });
      expect(scored?.estimator.name).toBe("reconstruction from the mode code + KL");
      const words = await discrete.scoreWords("the cat", code);
      const nats = words.reduce((sum, word) => sum + word.nats, 0);
      expect(scored?.reconstruction).toBeCloseTo(nats, 4);
      await expect(discrete.decode([point(7, 0, 0, 0, 0, 1)])).rejects.toThrow(/from 0 to 1/);
      model.dispose();
    },
  );
});
