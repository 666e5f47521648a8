import { cpu } from "@textvae/backend-cpu";
import { assemble, elbo } from "@textvae/core";
import { bowDecoder } from "@textvae/decoder-bow";
import { kl } from "@textvae/divergence-kl";
import { bowEncoder } from "@textvae/encoder-bow";
import { gaussian } from "@textvae/prior-gaussian";
import { builtins } from "@textvae/recipes";
import { memoryStorage } from "@textvae/run-format";
import { exportBundle, openTrained, type TrainedModel, trainedModel } from "@textvae/runs";
import { beforeAll, describe, expect, test } from "vitest";
import { beginningsOf } from "../src/word-scores.ts";
import { corpus, small, trainedRun } from "./trained.ts";

const opened = async (options: object, labelled = false): Promise<TrainedModel> => {
  const run = await trainedRun("nvrnn", { ...small, ...options }, 3, corpus(labelled));
  const bundle = memoryStorage();
  await exportBundle(await openTrained(run.storage, builtins()), bundle);
  return openTrained(bundle, builtins());
};

describe.each([
  ["", { prior: "vmf", kappa: 20 }, "the cat sat"],
  [
    " that is told a class",
    { prior: "gaussian", condition: "label" },
    { text: "a dog ran", label: "indefinite" },
  ],
])("the words of a text, of a model%s", (_, options, text) => {
  let model: TrainedModel;
  beforeAll(async () => {
    await cpu().start();
    model = await opened(options, typeof text !== "string");
  });

  test("cost together what the text costs, told from the same code", async () => {
    const words = await model.scoreWords(text);
    const [whole] = await model.score([text], { at: "mean" });
    const asked = typeof text === "string" ? text : text.text;
    expect(words.map(({ word }) => word)).toEqual([...asked.split(" "), "<eos>"]);
    expect(words.reduce((sum, { nats }) => sum + nats, 0)).toBeCloseTo(
      whole?.reconstruction ?? 0,
      3,
    );
    expect(words.every(({ nats }) => nats > 0)).toBe(true);
  });

  test("cost otherwise with another code", async () => {
    const [own] = await model.encode([text]);
    const [other] = await model.draw(1, { seed: 9, label: "indefinite" });
    const far = { z: (other ?? own)?.z as Float32Array };
    const nats = async (from: { z: Float32Array }) =>
      (await model.scoreWords(text, from)).map((one) => one.nats);
    expect(await nats({ z: (own as typeof far).z })).not.toEqual(await nats(far));
    await expect(model.scoreWords(text, { z: new Float32Array(1) })).rejects.toMatchObject({
      code: "SHAPE",
    });
  });

  test("and what they cost without the code bounds the text from above on average", async () => {
    const [first] = await model.score([text], { at: "prior", seed: 1 });
    const [again] = await model.score([text], { at: "prior", seed: 1 });
    expect(first).toEqual(again);
    expect(first).toMatchObject({ divergence: 0, estimator: { bound: true } });
    expect(first?.nll).toBeGreaterThan(0);
  });
});

test("a bag has no order of words to be told in", async () => {
  await cpu().start();
  const { vocabulary } = corpus();
  const parts = {
    encoder: bowEncoder({ hidden: [4] }),
    prior: gaussian({ size: 2 }),
    decoder: bowDecoder(),
  };
  const dataset = { provides: ["text", "counts_BV"], vocabulary } as const;
  const model = assemble(parts, { dataset, seed: 1 });
  const objective = elbo({ divergence: kl() });
  const trained = trainedModel({ model, dataset, objective, recipe: "bags" });
  await expect(trained.scoreWords("the cat sat")).rejects.toMatchObject({ code: "CAPABILITY" });
  trained.dispose();
});

test("beginnings of a text come in turns, none is left out, and few words are scored at once", () => {
  const tokens = Int32Array.of(5, 6, 7, 8, 9, 10, 11);
  const lengths: number[] = [];
  for (let from = 0; from < tokens.length; ) {
    const { size, text } = beginningsOf(tokens, from, tokens.length, 9);
    const own = [...(text?.lengths_B ?? [])];
    expect(size === 1 || own.reduce((sum, length) => sum + length, 0) <= 9).toBe(true);
    const { time = 0, tokens_BT = [] } = text ?? {};
    for (const [i, length] of own.entries()) {
      const beginning = [...tokens_BT.slice(i * time, i * time + length)].map(Number);
      expect(beginning).toEqual([...tokens.subarray(0, length)]);
    }
    lengths.push(...own);
    from += size;
  }
  expect(lengths).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
