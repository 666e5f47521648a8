import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testDataset } from "@textvae/testing";
import { afterAll, expect, test } from "vitest";
import { templatePart } from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "template-part-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = Array.from({ length: 20 }, (_, i) =>
  JSON.stringify({ text: `w${i} ${"x ".repeat(i % 7)}`, label: i % 2 ? "odd" : "even" }),
);
writeFileSync(join(folder, "train.jsonl"), `${lines.join("\n")}\n`);
writeFileSync(join(folder, "valid.jsonl"), lines.slice(0, 9).join("\n"));

const dataset = templatePart({ folder });
testDataset({ dataset, items: { train: 20, valid: 9 } });

test("labels are classes, and words are cut", () => {
  expect(dataset.labels).toEqual(["even", "odd"]);
  const { text } = templatePart({ folder, maxLength: 2 }).epoch("train", { batchSize: 20 }).at(0);
  expect(text?.time).toBe(3); // and the end of sentence
});

test("a line that can't be read is named", () => {
  const bad = mkdtempSync(join(folder, "bad-"));
  expect(() => templatePart({ folder: bad })).toThrow("train.jsonl");
  writeFileSync(join(bad, "train.jsonl"), '{"text": "a"}\n{"sentence": "b"}\n');
  expect(() => templatePart({ folder: bad })).toThrow("train.jsonl, line 2");
  writeFileSync(join(bad, "train.jsonl"), "a b c\n");
  expect(() => templatePart({ folder: bad })).toThrow("train.jsonl, line 1");
});
