import { describe, expect, it } from "vitest";
import {
  buildVocabulary,
  createVocabulary,
  parseVocabulary,
  serializeVocabulary,
} from "../src/index.ts";

const sentences = ["b a c", "a b", "d a <unk> <unk> <unk> <unk>"].map((line) => line.split(" "));

describe("buildVocabulary", () => {
  it("orders words by frequency, then by first appearance; <unk> is always id 1", () => {
    expect(buildVocabulary(sentences).words).toEqual(["<eos>", "<unk>", "a", "b", "c", "d"]);
  });

  it("counts <eos> and <unk> in its greatest size", () => {
    expect(buildVocabulary(sentences, { maxVocabulary: 4 }).words).toEqual([
      "<eos>",
      "<unk>",
      "a",
      "b",
    ]);
  });

  it("leaves out rare words", () => {
    expect(buildVocabulary(sentences, { minCount: 3 }).words).toEqual(["<eos>", "<unk>", "a"]);
  });

  it("is a bijection of words and ids, and maps other words to <unk>", () => {
    const vocabulary = buildVocabulary(sentences);
    expect(vocabulary.words.map(vocabulary.id)).toEqual(vocabulary.words.map((_, id) => id));
    expect(vocabulary.words.map((_, id) => vocabulary.word(id))).toEqual(vocabulary.words);
    expect(vocabulary.id("constructor")).toBe(vocabulary.unk);
    expect(() => vocabulary.word(6)).toThrow(expect.objectContaining({ code: "DATA" }));
  });

  it.each([
    ["no sentence", []],
    ["a single distinct word", [["a", "a"], ["a"]]],
  ])("refuses %s", (_, corpus) => {
    expect(() => buildVocabulary(corpus)).toThrow(
      expect.objectContaining({ code: "DATA", where: "train" }),
    );
  });
});

describe("parseVocabulary", () => {
  it("reads back what was written, id for id", () => {
    const vocabulary = buildVocabulary(sentences);
    const lines = serializeVocabulary(vocabulary).split("\n");
    expect(parseVocabulary(lines).words).toEqual(vocabulary.words);
  });

  it("puts <eos> and <unk> first and adds them when missing", () => {
    expect(parseVocabulary(["x", "<unk>", "y"]).words).toEqual(["<eos>", "<unk>", "x", "y"]);
  });

  it.each([
    ["a word twice", ["a", "b", "a"], "vocabulary, line 3"],
    ["white space in a word", ["a", "b c"], "vocabulary, line 2"],
    ["an empty line", ["a", "", "b"], "vocabulary, line 2"],
    ["no words", ["<eos>", "<unk>"], "vocabulary"],
  ])("refuses %s", (_, lines, where) => {
    expect(() => parseVocabulary(lines)).toThrow(expect.objectContaining({ code: "DATA", where }));
  });
});

describe("words that a file would change", () => {
  it("are refused: halves of a surrogate pair, which become one and the same sign", () => {
    expect(() => buildVocabulary([["a", "\ud800"]])).toThrow(/halves of surrogate pairs/);
    expect(() => buildVocabulary([["a", "x\udc00y"]])).toThrow(/halves of surrogate pairs/);
    expect(buildVocabulary([["a", "😀"]]).words).toContain("😀");
  });

  it("are refused: a name of two ids", () => {
    const marks = { eos: -1, unk: -1 };
    expect(() => createVocabulary(["a", "b", "a"], marks)).toThrow(
      /each word once; got a second "a"/,
    );
  });
});
