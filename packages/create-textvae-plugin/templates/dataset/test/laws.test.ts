import { testDataset } from "@textvae/testing";
import { expect, test } from "vitest";
import { templatePart } from "../src/index.ts";

const lines = Array.from({ length: 20 }, (_, i) =>
  JSON.stringify({ text: `w${i} ${"x ".repeat(i % 7)}`, label: i % 2 ? "odd" : "even" }),
);
const train = `${lines.join("\n")}\n`;
const dataset = templatePart({ splits: { train, valid: lines.slice(0, 9).join("\n") } });
testDataset({ dataset, items: { train: 20, valid: 9 } });

test("labels are classes, and words are cut", () => {
  expect(dataset.labels).toEqual(["even", "odd"]);
  const cut = templatePart({ splits: { train }, maxLength: 2 });
  const { text } = cut.epoch("train", { batchSize: 20 }).at(0);
  expect(text?.time).toBe(3); // and the end of sentence
});

test("a line that can't be read is named", () => {
  const of = (train: string) => () => templatePart({ splits: { train } });
  expect(() => templatePart({ splits: {} })).toThrow("train.jsonl");
  expect(of('{"text": "a"}\n{"sentence": "b"}\n')).toThrow("train.jsonl, line 2");
  expect(of("a b c\n")).toThrow("train.jsonl, line 1");
});

test("the files of a folder are found by their names", () => {
  const { folder } = templatePart.meta;
  expect(folder?.find(["train.jsonl", "notes.md"])).toMatchObject({
    contents: { splits: { train: "train.jsonl" } },
  });
  expect(folder?.find(["train.txt"])).toBeUndefined();
});
