import { readLines } from "@textvae/text";
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
      cutWords: 0,
      cutExamples: [],
      notes: ["note: 1 of 2 lines of train hold a tab, read as a space"],
    });
  });

  // An engine keeps the digits of thousands of numbers that were shown, which a long corpus filled memory with.
  it.each([
    { format: "lines", line: "a b" },
    { format: "label-tab", line: "1\ta b" },
    { format: "jsonl", line: '{"text":"a b"}' },
  ] as const)("names no line of $format that it can read", ({ format, line }) => {
    const namings = (count: number): number => {
      let named = 0;
      const options = {
        ...{ format, lowercase: false, maxLength: Infinity },
        get where() {
          named++;
          return "train";
        },
      };
      parseLines(
        Array.from({ length: count }, () => line),
        options,
      );
      return named;
    };
    expect(namings(30)).toBe(namings(3));
  });

  it("cuts long sentences and counts them", () => {
    const { sentences, truncated, cutWords, cutExamples } = parse("a b c d\nd e\n", {
      maxLength: 2,
    });
    expect(cutExamples).toEqual([{ where: "train, line 1", lost: "c d" }]);
    expect(cutWords).toBe(2);
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

  it("reads a label before a tab", () => {
    expect(parse("Good One\ta b c\t\n", { format: "label-tab" }).sentences).toEqual([
      { label: "Good One", words: ["a", "b", "c"] },
    ]);
  });

  it("reads a rating as the first token", () => {
    expect(parse(" 4 very good\n-1 bad\n", { format: "rating-first" }).sentences).toEqual([
      { label: "4", words: ["very", "good"] },
      { label: "-1", words: ["bad"] },
    ]);
  });

  it("reads a rating by its value, however it is written and however large", () => {
    const large = "9007199254740993"; // 2⁵³ + 1, which a double has not
    const { sentences } = parse(`004 a\n-0 b\n${large} c\n`, { format: "rating-first" });
    expect(sentences.map(({ label }) => label)).toEqual(["4", "0", large]);
  });

  it.each([
    ["lines", "a\t0 b\n\nc\td", /a tab in every line.*--format label-tab/],
    ["lines", "0,red cat\n1,a dog", /an integer and a comma/],
    ["lines", '"1";red cat\n"0";a dog', /an integer and a comma/],
    ["lines", "__label__1 red cat\n__label__2 a dog", /__label__ in every line/],
    ["lines", "good ||| red cat\nbad ||| a dog", /\|\|\| in every line/],
    ["lines", "red cat\\n\na dog\\n", /a backslash and a letter, in every line/],
    ["lines", '{"text": "red cat"}\n{"text": "a dog"}', /JSON in every line/],
    ["lines", '["red", "cat"]\n["a", "dog"]', /JSON in every line/],
    ["lines", '"red cat"\n"a dog"', /quotes around every line/],
    ["lines", "Sentence\nred cat\na dog", /line 1: .*"Sentence", which looks like the names/],
    ["label-tab", '"0"\tred cat\n"1"\ta dog', /quotes around every label/],
    ["label-tab", '0\t"red cat"\n1\t"a dog"', /quotes around every text/],
    ["lines", "<s> red cat </s>\n<s> a dog </s>", /mark of the beginning at the start of every/],
    ["lines", "red cat <|endoftext|>\na dog <|endoftext|>", /a mark of the end in every line/],
    ["lines", "red cat </s>\na dog </s> ", /a mark of the end in every line/],
    ["label-tab", "0\t[CLS] red cat [SEP]\n1\t[CLS] a dog [SEP]", /a mark of the beginning/],
    ["rating-first", "0 red cat </s>\n1 a dog </s>", /a mark of the end/],
    ["lines", '<s id="0">red cat</s>\n<s id="1">a dog</s>', /markup around every line/],
    ["label-tab", "label\ttext\n0\tred cat", /line 1: .*looks like the names/],
    ["label-tab", "polarity_of\tphrase\n0\tred cat\n1\ta dog", /line 1: .*looks like the names/],
    ["label-tab", "0\tred cat\n1\ta dog\tx.txt", /line 2: .*got 3 columns/],
  ] as const)("refuses text that looks like another format: %s %j", (format, text, message) => {
    expect(() => parse(text, { format })).toThrow(message);
    expect(() => parse(text, { format })).toThrow(expect.objectContaining({ code: "DATA" }));
  });

  it.each([
    ["a sentence that quotes", "lines", 'a cat\n" red " , he said\n'],
    ["a number and a comma between spaces", "lines", "3 , 2\n5 , 6\n"],
    ["a single line with a tab", "lines", "a\tb\n"],
    ["two lines that begin with a word and a comma", "lines", "yes,a\nno,b\n"],
    ["a mark in some lines", "lines", "<s> red cat </s>\na dog\n"],
    ["labels that are words", "label-tab", "good\tred cat\nbad\ta dog\n"],
  ] as const)("takes %s as it is", (_, format, text) => {
    expect(parse(text, { format }).sentences.length).toBeGreaterThan(0);
  });

  it.each([
    ["lines", `1 a\n${"2 b\n".repeat(9)}`, /begins with one of 2 integers.*--format rating-first/],
    ["lines", `pos,a\n${'"neg",b\n'.repeat(9)}`, /begins with one of 2 words and a comma/],
    ["lines", 'a cat\n"a dog"\n', /1 of 2 lines of train stand in quotes/],
    ["label-tab", Array.from({ length: 10 }, (_, i) => `a ${i}\tb`).join("\n"), /class of its own/],
  ] as const)("says what it takes for granted: %s %j", (format, text, note) => {
    expect(parse(text, { format }).notes).toEqual([expect.stringMatching(note)]);
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
