import { describe, expect, it } from "vitest";
import { parseDocuments } from "../src/document.ts";

const parse = (text: string) =>
  parseDocuments(text.split("\n"), { where: "train", words: 5 }).map(({ label, ids, counts }) => ({
    label,
    ids: [...ids],
    counts: [...counts],
  }));

describe("parseDocuments", () => {
  it("reads ids from 1 as ids from 0, in the order of the line, and skips empty lines", () => {
    expect(parse("1 5:2 1:7\n\n  +20  3:1\t4:16777216 \n-1 2:3")).toEqual([
      { label: "1", ids: [4, 0], counts: [2, 7] },
      { label: "20", ids: [2, 3], counts: [1, 16777216] },
      { label: "-1", ids: [1], counts: [3] },
    ]);
  });

  it.each([
    ["a label that is a word", "1 1:1\nspace 1:1", 2, "an integer label"],
    ["a line without a label", "1:1 2:1", 1, "an integer label"],
    ["a label alone", "1 1:1\n\n2", 3, "id:count after the label"],
    ["a word instead of a pair", "1 1:1 two", 1, "id:count"],
    ["a pair without a count", "1 1:", 1, "id:count"],
    ["a negative id", "1 -1:2", 1, "id:count"],
    ["an id of 0", "1 0:2", 1, "an id from 1 to 5"],
    ["an id beyond the vocabulary", "1 5:1\n1 6:1", 2, "an id from 1 to 5"],
    ["an id twice", "1 2:1 3:1 2:1", 1, "each id once"],
    ["a negative count", "1 2:-1", 1, "a whole count"],
    ["a count in hexadecimal", "1 2:0x10", 1, "a whole count"],
    ["a count of 0", "1 2:0", 1, "a whole count"],
    ["a weight", "1 2:0.5", 1, "a whole count"],
    ["a count that is no number", "1 2:x", 1, "a whole count"],
    ["a count beyond single precision", "1 2:16777217", 1, "a whole count"],
  ])("refuses %s", (_, text, line, expected) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code: "DATA",
        where: `train, line ${line}`,
        message: expect.stringContaining(`expected ${expected}`),
      }),
    );
  });
});
