import type { SplitAccount } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { memoryStorage } from "@textvae/run-format";
import { settleAccount } from "@textvae/runs/record";
import { bytes, characters } from "@textvae/tokenizer-bytes";
import { words } from "@textvae/tokenizer-words";
import { expect, test } from "vitest";
import { ratesOf, readAccount } from "../src/measures.ts";

const train = "a rose is a rose\nnaïve 日本  x\n<unk> y\n";

test("the nats of a split are one number, by tokens, words or bytes", () => {
  for (const tokenizer of [undefined, words(), characters(), bytes()]) {
    const account = text({ splits: { train }, tokenizer }).account?.train as SplitAccount;
    const { items, tokens, words: count = 0, bytes: size = 0 } = account;
    // By hand: 5 + 3 + 2 words; 16 + (6 + 1 + 6 + 1 + 1) + 7 bytes.
    expect([items, count, size]).toEqual([3, 10, 38]);
    const { perToken, perWord = 0, perByte = 0 } = ratesOf({ nll: 41.5, items, tokens }, account);
    for (const nats of [perToken * tokens, perWord * count, perByte * size]) {
      expect(nats).toBeCloseTo(41.5 * items, 10);
    }
  }
});

test("without an account of just these items there are nats by token alone", () => {
  const evaluation = { nll: 4, items: 2, tokens: 8 };
  expect(ratesOf(evaluation)).toEqual({ perToken: 1 });
  expect(ratesOf(evaluation, { items: 3, tokens: 9, words: 4, bytes: 9 })).toEqual({ perToken: 1 });
  expect(ratesOf(evaluation, { items: 2, tokens: 8 })).toEqual({ perToken: 1 });
});

test("an account is kept with a run; a damaged one is none", async () => {
  const storage = memoryStorage();
  expect(await readAccount(storage)).toEqual({});
  const dataset = text({ splits: { train } });
  await settleAccount(storage, dataset);
  expect(await readAccount(storage)).toEqual(dataset.account);
  await storage.write("account.json", new TextEncoder().encode("{"));
  expect(await readAccount(storage)).toEqual({});
});
