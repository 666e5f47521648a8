import { readFile } from "node:fs/promises";
import { wasm } from "@textvae/backend-wasm";
import { assemble, evaluate, train } from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { memoryStorage, openRun } from "@textvae/run-format";
import { unigram } from "@textvae/text";
import { describe, expect, test } from "vitest";
import { builtins, nvdm } from "../src/index.ts";

const folder = process.env.TEXTVAE_DATA;

describe.runIf(folder)("20 Newsgroups", () => {
  test("three quarters of an epoch of nvdm is below the unigram perplexity", async () => {
    await wasm().start();
    const fileOf = (name: string) => readFile(`${folder}/20ng/${name}`);
    const splits = { train: await fileOf("train.feat"), test: await fileOf("test.feat") };
    const dataset = bow({ splits, vocabulary: await fileOf("vocab.new"), holdOut: 0.1 });

    const plan = nvdm.create({ prior: "gaussian", dim: 50, optimizer: "adam" }, builtins());
    const { parts, objective, evaluation, optimizer, batchSize } = plan;
    const model = assemble(parts, { dataset, objective, seed: 1 });
    const run = await openRun(memoryStorage(), { name: "test" });
    const setup = { model, objective, evaluation, optimizer, dataset, run, seed: 1, batchSize };
    for await (const _ of train({ ...setup, until: { steps: 150 } }));

    const score = await evaluate({ model, objective: evaluation, dataset, split: "test" });
    const anchor = unigram(dataset, "test");
    model.dispose();
    expect(score.tokens).toBe(720898);
    expect(score.ppl).toBeLessThan(0.97 * anchor.perplexity);
    expect(score.pplPerItem).toBeLessThan(anchor.perplexityPerItem);
  });
});
