import { memoryStorage } from "@textvae/run-format";
import { describe, expect, test } from "vitest";
import { mendTimings, readDiagnosis, readHistory } from "../src/measures.ts";
import { readRecordedConfig, readVocabulary, whicheverFirst } from "../src/record.ts";

const storageOf = (files: Readonly<Record<string, string>>) => {
  const storage = memoryStorage();
  for (const [path, content] of Object.entries(files)) {
    storage.files.set(path, new TextEncoder().encode(content));
  }
  return storage;
};

const NO_RECORDS = ["null", "[]", "1", '"x"', "{}", "true", "", "{", '{"step":"1","kind":"train"}'];

describe("content that textvae did not write is named with its file", () => {
  test.each(NO_RECORDS)("config.json: %s", async (content) => {
    await expect(readRecordedConfig(storageOf({ "config.json": content }))).rejects.toMatchObject({
      code: "CONFIG",
      where: "config.json",
    });
  });

  test("what is wrong in it is shown, in words of ours", async () => {
    const config = { recipe: "nvrnn", options: {}, seed: "x", backend: "cpu", logEvery: 1 };
    const read = (content: object) =>
      readRecordedConfig(storageOf({ "config.json": JSON.stringify(content) }));
    await expect(read(config)).rejects.toThrow(/got "x" as seed\. Name/);
    await expect(read({ ...config, seed: 1 })).rejects.toThrow(/got nothing as data\./);
  });

  test.each([...NO_RECORDS, '{"checkpoint":{"step":6,"sha256":"x"},"information":[null]}'])(
    "diagnostics.json: %s",
    async (content) => {
      await expect(readDiagnosis(storageOf({ "diagnostics.json": content }))).rejects.toMatchObject(
        {
          code: "STORAGE",
          where: "diagnostics.json",
          message: expect.stringContaining("textvae diagnose"),
        },
      );
    },
  );

  test.each([...NO_RECORDS, '{"kind":"train","step":2,"perToken":null}'])(
    "metrics.jsonl, with the line: %s",
    async (content) => {
      const metrics = `{"kind":"self-play","step":1}\n${content}\n`;
      await expect(readHistory(storageOf({ "metrics.jsonl": metrics }))).rejects.toMatchObject({
        code: "STORAGE",
        where: "metrics.jsonl, line 2",
      });
    },
  );

  test.each(["", "<eos>", "<eos>\n<unk>\na\na\n", "a b\n", "\u0000", "<eos>\n<unk>\nb\n"])(
    "vocab.txt: %j",
    async (content) => {
      const expected = { size: 3, sha256: "0" };
      await expect(
        readVocabulary(storageOf({ "vocab.txt": content }), expected),
      ).rejects.toMatchObject({ code: "CONFIG", where: "vocab.txt" });
    },
  );
});

test("half a line that a killed process left in metrics is none", async () => {
  const storage = storageOf({ "metrics.jsonl": '{"kind":"self-play","step":1}\n{"kind":"tr' });
  expect((await readHistory(storage)).training).toEqual([]);
});

test("timings go on from a step: whole lines up to it, and what is missing is said", async () => {
  const line = (step: number) => JSON.stringify({ step, tokensPerSecond: 7 });
  const storage = storageOf({
    "timings.jsonl": [line(2), "null", "[]", line(6), line(8), '{"step":4,"tok'].join("\n"),
  });
  const training = [2, 4, 6].map((step) => ({ step }));
  const history = { training, evaluations: [], timings: [] };
  expect(await mendTimings(storage, 6, history)).toEqual([
    "timings.jsonl: 1 of 3 lines are missing",
  ]);
  const left = new TextDecoder().decode(await storage.read("timings.jsonl"));
  expect(left).toBe(`${line(2)}\n${line(6)}\n`);
  expect(await mendTimings(storageOf({}), 0, { ...history, training: [] })).toEqual([]);
});

test("a training ends by its own limits or by those of its plan, whichever comes first", () => {
  expect(whicheverFirst({ steps: 2, epochs: 9 }, { steps: 5, sinceBest: 3 })).toEqual({
    steps: 2,
    epochs: 9,
    sinceBest: 3,
  });
  expect(whicheverFirst({ steps: 9 }, { steps: 5 })).toMatchObject({ steps: 5 });
});
