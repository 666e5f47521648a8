import { expect, test } from "vitest";
import { inspectionLines, showInterpolation } from "../src/index.ts";
import { printable, printableLine } from "../src/text.ts";

test("a sentence with ends of lines stays on a line of its own", () => {
  expect(printable("a\nb\u001b")).toBe("a\nb\\u001b");
  expect(printableLine("a\nb\r\nc")).toBe("a\\u000ab\\u000d\\u000ac");
  const way = { from: "a\n", to: "b", path: "line", sentences: ["x\ny", "z"] };
  expect(showInterpolation(way as never).split("\n")).toHaveLength(5);
});

test("so do the sentences of a corpus", () => {
  const lengths = { least: 1, median: 1, ninety: 1, ninetyNine: 1, greatest: 1 };
  const held = {
    ...{ sentences: 1, tokens: 2, unknown: 0, lengths, sources: [], notes: [], emptyLines: 0 },
    ...{ repeated: {}, within: 0, longest: [{ sentence: 1, length: 1, text: "a\nb" }] },
    ...{ cut: { items: 1, tokens: 1 }, cutExamples: [{ where: "train, line 1", lost: "c\nd" }] },
  };
  const lines = inspectionLines("train", held as never);
  expect(lines.filter((line) => line.includes("\n"))).toEqual([]);
  expect(lines.join("\n")).toContain("1: a\\u000ab\n");
  expect(lines.join("\n")).toContain("line 1: c\\u000ad");
});
