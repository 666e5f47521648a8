import { memory } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRegistry, elbo, evaluate } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { tokenEmbedding } from "@textvae/layers";
import { builtins } from "@textvae/recipes";
import { memoryStorage } from "@textvae/run-format";
import { describe, expect, test } from "vitest";
import { exportBundle, openTrained, type Point, type TrainedModel } from "../src/index.ts";
import { corpus, lines, partsOnly, small, trainedRun } from "./trained.ts";

await cpu().start();

const options = { ...small, kappa: 200 };
const { storage, dataset } = await trainedRun("nvrnn", options, 300, corpus(), false);
const model = await openTrained(storage, builtins());
const bundle = memoryStorage();
await exportBundle(model, bundle);

describe("a run, opened", () => {
  test("encodes a text to a code on the sphere, whatever stands beside it", async () => {
    const [alone] = (await model.encode(["the cat sat"])) as [Point];
    const [, beside] = await model.encode(["a dog", "the cat sat", "a hen slept a cow ran"]);
    expect(alone.z).toHaveLength(6);
    expect(Math.hypot(...alone.z)).toBeCloseTo(1, 5);
    for (const [i, value] of alone.z.entries()) expect(beside?.z[i]).toBeCloseTo(value, 5);
  });

  test("says again what it was told", async () => {
    const told = await model.reconstruct(lines);
    const same = told.filter((sentence, i) => sentence === lines[i]);
    expect(same.length).toBeGreaterThan(lines.length / 2);
  });

  test("scores each text as an evaluation of them all does", async () => {
    const scores = await model.score(lines, { batchSize: 24, seed: 3 });
    const objective = elbo({ divergence: kl() });
    const whole = await evaluate({
      ...{ model: model.model, objective, dataset, split: "test" as const },
      ...{ batchSize: 24, seed: 3 },
    });
    const mean = scores.reduce((sum, { nll }) => sum + nll, 0) / scores.length;
    expect(mean).toBeCloseTo(whole.nll, 5);
    expect(scores[0]?.estimator.name).toBe("ELBO, 1 sample, closed form KL");
    expect(scores[0]?.tokens).toBe(4);
  });

  test("IW-K of a text is no worse than its ELBO, and named", async () => {
    const scores = await model.score(lines, { samples: 20 });
    const gap = scores.reduce((sum, { nll, weighted }) => sum + nll - (weighted?.nll ?? 0), 0);
    expect(gap).toBeGreaterThan(0);
    expect(scores[0]?.weighted?.estimator.name).toBe("IW-20");
  });

  test("told from its mean a text costs the same whatever the seed and what stands beside it", async () => {
    const [alone] = await model.score(["a hen ran"], { at: "mean", seed: 1 });
    const scores = await model.score([...lines, "a hen ran"], { at: "mean", seed: 2 });
    const beside = scores.at(-1);
    expect(beside?.nll).toBeCloseTo(alone?.nll as number, 4);
    expect(alone?.estimator).toEqual({
      name: "reconstruction from the mean code + KL",
      bound: false,
    });
    // KL of κ = 200 on the sphere in R⁶: κA(κ) + ln C(κ) + ln 2π³/Γ(3), by mpmath at 40 digits.
    for (const { divergence } of scores) expect(divergence).toBeCloseTo(9.604110895, 4);
    expect(alone?.nll).toBeCloseTo((alone?.reconstruction ?? 0) + (alone?.divergence ?? 0), 5);
  });

  test("walks from one text to another along the sphere", async () => {
    const walk = await model.interpolate("the cat sat", "a dog ran", { steps: 5 });
    expect(walk.path).toBe("geodesic of the sphere");
    expect(walk.sentences).toHaveLength(5);
    for (const { z } of walk.points) expect(Math.hypot(...z)).toBeCloseTo(1, 5);
  });

  test("a text is its own nearest neighbour, by text or by code", async () => {
    const points = await model.encode(lines);
    const byText = await model.neighbours(lines[5] as string, 3, lines);
    const byCode = await model.neighbours(points[5] as Point, 3, points);
    expect(byText[0]).toMatchObject({ index: 5 });
    expect(byText[0]?.distance).toBeLessThan(1e-3);
    expect(byCode.map(({ index }) => index)).toEqual(byText.map(({ index }) => index));
  });

  test("a − a + c is c", async () => {
    const [c] = (await model.encode(["a hen ran"])) as [Point];
    const found = await model.arithmetic("the cat sat", "the cat sat", "a hen ran");
    for (const [i, value] of c.z.entries()) expect(found.z[i]).toBeCloseTo(value, 5);
  });

  test("the same seed gives the same samples, another seed others", async () => {
    const first = await model.sample(8, { seed: 1 });
    expect(await model.sample(8, { seed: 1 })).toEqual(first);
    expect(await model.sample(8, { seed: 2 })).not.toEqual(first);
  });

  test("an aborted question ends with its reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(model.encode(lines, { signal })).rejects.toThrow("enough");
  });

  test("no question leaves a tensor behind", async () => {
    const before = memory().numTensors;
    const points = await model.encode(lines, { mode: "sample" });
    await model.decode(points);
    await model.sample(2);
    await model.score(lines.slice(0, 2), { samples: 2 });
    await model.score(lines.slice(0, 2), { at: "mean" });
    expect(memory().numTensors).toBe(before);
  });
});

describe("a bundle", () => {
  test("is opened by the plugins it names, without recipes, to the same codes and words", async () => {
    const opened = await openTrained(bundle, partsOnly);
    expect(await opened.encode(lines)).toEqual(await model.encode(lines));
    expect(await opened.sample(3)).toEqual(await model.sample(3));
    expect(opened.facts).toMatchObject({ recipe: "nvrnn", step: model.facts.step, latent: 6 });
    opened.dispose();
  });

  test("holds weights, words and a description, and nothing of the optimiser", () => {
    const files = [...bundle.files.keys()].sort();
    expect(files).toEqual(["README.md", "model.json", "vocab.txt", "weights.safetensors"]);
    const read = new TextDecoder().decode(bundle.files.get("README.md"));
    expect(read).toContain("prior vmf 0.1.0");
    expect(read).toContain('import { open } from "@textvae/open"');
  });

  test("in halves has half the size and changes an NLL by less than a thousandth", async () => {
    const halves = memoryStorage();
    await exportBundle(model, halves, { dtype: "F16" });
    const size = (of: typeof bundle) => of.files.get("weights.safetensors")?.length ?? 0;
    expect(size(halves)).toBeLessThan(0.6 * size(bundle));
    const opened = await openTrained(halves, builtins());
    const total = async (of: TrainedModel) =>
      (await of.score(lines)).reduce((sum, { nll }) => sum + nll, 0);
    const [single, half] = [await total(model), await total(opened)];
    expect(Math.abs(half - single) / single).toBeLessThan(1e-3);
    opened.dispose();
  });

  test("is refused by name where a part is not registered, or weights are damaged", async () => {
    const without = createRegistry().use(tokenEmbedding);
    await expect(openTrained(bundle, without)).rejects.toMatchObject({ code: "PLUGIN" });
    const damaged = memoryStorage();
    for (const [path, bytes] of bundle.files) await damaged.write(path, bytes);
    const weights = bundle.files.get("weights.safetensors")?.slice() as Uint8Array;
    weights[weights.length - 3] = (weights[weights.length - 3] as number) ^ 1;
    await damaged.write("weights.safetensors", weights);
    await expect(openTrained(damaged, partsOnly)).rejects.toMatchObject({ code: "CHECKPOINT" });
  });

  test("without the objective's plugins it encodes, and says which one scoring needs", async () => {
    const opened = await openTrained(bundle, partsOnly);
    await expect(opened.score(["the cat sat"])).rejects.toThrow(/objective/);
    opened.dispose();
  });
});

test("a run that recorded its experiment is opened by its parts, without its recipe", async () => {
  const run = await trainedRun("nvrnn", options, 1);
  const [opened, whole] = [
    await openTrained(run.storage, partsOnly),
    await openTrained(run.storage, builtins()),
  ];
  expect(await opened.encode(lines)).toEqual(await whole.encode(lines));
  expect(opened.facts).toEqual(whole.facts);
  expect((await whole.score(["a cat ran"]))[0]?.estimator.bound).toBe(true);
  await expect(opened.score(["a cat ran"])).rejects.toMatchObject({ code: "PLUGIN" });
  opened.dispose();
  whole.dispose();
});

describe("other models", () => {
  test("a language model samples and scores, and has no codes", async () => {
    const { dim: _, ...options } = small;
    const run = await trainedRun("rnnlm", options, 20);
    const opened = await openTrained(run.storage, builtins());
    expect(await opened.sample(2)).toHaveLength(2);
    expect((await opened.score(["the cat sat"]))[0]?.estimator.name).toBe("exact");
    await expect(opened.encode(["the cat sat"])).rejects.toMatchObject({ code: "CAPABILITY" });
    const atMean = opened.score(["the cat sat"], { at: "mean" });
    await expect(atMean).rejects.toMatchObject({ code: "CAPABILITY" });
    opened.dispose();
  });

  test("behind a flow there is no mean to score at; a point without density is charged nothing", async () => {
    const flowed = await trainedRun("nvrnn", { ...small, prior: "gaussian", flow: "planar" }, 1);
    const bent = await openTrained(flowed.storage, builtins());
    const refused = bent.score(["the cat sat"], { at: "mean" });
    await expect(refused).rejects.toMatchObject({ code: "CAPABILITY" });
    bent.dispose();
    const plain = await trainedRun("autoencoder", small, 1);
    const points = await openTrained(plain.storage, builtins());
    const [score] = await points.score(["the cat sat"], { at: "mean" });
    expect(score?.nll).toBe(score?.reconstruction);
    expect(score?.estimator.name).toBe("reconstruction from the mean code, without a divergence");
    points.dispose();
  });

  test("a conditional model is told classes, and carries them beside codes", async () => {
    const options = { ...small, priorHidden: 8, encoderHidden: 8, bowHidden: 8 };
    const run = await trainedRun("cvae", options, 20, corpus(true));
    const opened = await openTrained(run.storage, builtins());
    const [point] = (await opened.encode([{ text: "the cat sat", label: "definite" }])) as [Point];
    expect(point.c?.length).toBeGreaterThan(0);
    expect(await opened.decode([point])).toHaveLength(1);
    expect(await opened.sample(3, { label: "indefinite" })).toHaveLength(3);
    await expect(opened.encode(["the cat sat"])).rejects.toMatchObject({ code: "OPTION" });
    await expect(opened.sample(1)).rejects.toThrow(/definite/);
    opened.dispose();
  });
});

test("what no model can be asked is refused by name", async () => {
  const cases = [
    () => model.encode([""]),
    () => model.encode([7 as never]),
    () => model.sample(0),
    () => model.decode([{ z: new Float32Array(3) }]),
    () => model.decode([{ z: new Float32Array(6).fill(Number.NaN) }]),
    () => model.interpolate("a dog", "a cat", { steps: 1 }),
    () => model.neighbours("a dog", 0, lines),
    () => model.encode(lines, { batchSize: 0 }),
    () => model.score(lines, { samples: 0 }),
    () => model.encode(lines, { mode: "median" as never }),
    () => model.score(lines, { at: "mode" as never }),
  ];
  for (const ask of cases) {
    await expect(ask(), String(ask)).rejects.toMatchObject({ name: "TextvaeError" });
  }
});
