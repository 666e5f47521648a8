import { readLines } from "@textvae/core";
import { describe, expect, it } from "vitest";
import { parseLines } from "../src/format.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const lines = (source: Uint8Array, maxLineBytes = 100) =>
  readLines(source, { where: "train", maxLineBytes });
const parse = (text: string, options: Partial<Parameters<typeof parseLines>[1]> = {}) =>
  parseLines(lines(bytes(text)), {
    where: "train",
    format: "lines",
    lowercase: false,
    maxLength: Infinity,
    ...options,
  });

describe("parseLines", () => {
  it("splits at white space and counts the lines it skips", () => {
    expect(parse(" a  b\tc \n\n \t\nd\n")).toEqual({
      sentences: [{ words: ["a", "b", "c"] }, { words: ["d"] }],
      emptyLines: 2,
      truncated: 0,
    });
  });

  it("cuts long sentences and counts them", () => {
    const { sentences, truncated } = parse("a b c\nd e\n", { maxLength: 2 });
    expect(sentences.map(({ words }) => words)).toEqual([
      ["a", "b"],
      ["d", "e"],
    ]);
    expect(truncated).toBe(1);
  });

  it("lowers case only when asked", () => {
    expect(parse("The N\n").sentences[0]?.words).toEqual(["The", "N"]);
    expect(parse("The N\n", { lowercase: true }).sentences[0]?.words).toEqual(["the", "n"]);
  });

  it("reads a label before a tab, and only before the first", () => {
    expect(parse("Good One\ta b\tc\n", { format: "label-tab" }).sentences).toEqual([
      { label: "Good One", words: ["a", "b", "c"] },
    ]);
  });

  it("reads a rating as the first token", () => {
    expect(parse(" 4 very good\n-1 bad\n", { format: "rating-first" }).sentences).toEqual([
      { label: "4", words: ["very", "good"] },
      { label: "-1", words: ["bad"] },
    ]);
  });

  it.each([
    ["a line without a tab", "label-tab", "0\ta\n\n1 b\n", 3],
    ["a line without a label", "label-tab", "0\ta\n\tb\n", 2],
    ["a label without text", "label-tab", "0\ta\n1\t \n", 2],
    ["a rating that is a word", "rating-first", "1 a\ngood b\n", 2],
    ["a rating that is no integer", "rating-first", "1 a\n2.5 b\n", 2],
    ["a rating without text", "rating-first", "1\n", 1],
    ["an end of sentence in the text", "lines", "a b\nc <eos>\n", 2],
  ] as const)("refuses %s", (_, format, text, line) => {
    expect(() => parse(text, { format })).toThrow(
      expect.objectContaining({ code: "DATA", where: `train, line ${line}` }),
    );
  });
});
