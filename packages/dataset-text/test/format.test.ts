import { describe, expect, it } from "vitest";
import { Content, fingerprint } from "../src/content.ts";
import { parseLines } from "../src/format.ts";
import { readLines } from "../src/lines.ts";

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

describe("readLines", () => {
  it.each([
    ["LF", "a b\nc\n"],
    ["CRLF", "a b\r\nc\r\n"],
    ["no end of line at the end", "a b\nc"],
    ["a byte order mark", "\uFEFFa b\nc\n"],
  ])("reads the same lines with %s", (_, text) => {
    expect(lines(bytes(text))).toEqual(["a b", "c"]);
  });

  it("keeps empty lines, so that line numbers stay right", () => {
    expect(lines(bytes("\na\n\n\nb\n\n"))).toEqual(["", "a", "", "", "b", ""]);
  });

  it("reads every Unicode letter", () => {
    expect(lines(bytes("naïve 漢字 😀\n"))).toEqual(["naïve 漢字 😀"]);
  });

  // Each offset is where the standard's decoder gives up.
  it.each([
    ["Latin-1", [0x61, 0x0a, 0x6e, 0x61, 0xef, 0x76, 0x65], "byte 5, line 2"],
    ["a stray continuation byte", [0x61, 0x80, 0x62], "byte 1, line 1"],
    ["a sequence cut by the end", [0x61, 0x0a, 0xe6, 0xbc], "byte 3, line 2"],
    ["UTF-16", [0xff, 0xfe, 0x61, 0x00], "byte 3, line 1"],
    ["a NUL byte", [0x61, 0x0a, 0x0a, 0x00], "byte 3, line 3"],
  ])("refuses %s", (_, source, place) => {
    expect(() => lines(Uint8Array.from(source))).toThrow(
      expect.objectContaining({ code: "ENCODING", message: expect.stringContaining(place) }),
    );
  });

  it("refuses a long line by its bytes, its end not counted", () => {
    expect(lines(bytes("éé\r\néé"), 4)).toHaveLength(2);
    expect(() => lines(bytes("a\nééx\nb"), 4)).toThrow(
      expect.objectContaining({ code: "DATA", where: "train, line 2" }),
    );
  });
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

describe("Content", () => {
  // Test vectors of the IETF draft (draft-eastlake-fnv), FNV-1a with 32 bits.
  it.each([
    ["", "811c9dc5"],
    ["a", "e40c292c"],
    ["foobar", "bf9cf968"],
  ])("has the fingerprint of %j", (text, expected) => {
    expect(fingerprint(bytes(text))).toBe(expected);
  });

  it("shows its size and fingerprint and nothing of the text", () => {
    const content = new Content("foobar");
    expect(Object.entries(content)).toEqual([
      ["bytes", 6],
      ["fingerprint", "bf9cf968"],
    ]);
    expect(content.read()).toEqual(bytes("foobar"));
  });

  it("refuses a lone surrogate", () => {
    expect(() => new Content("a\uD800b")).toThrow(expect.objectContaining({ code: "ENCODING" }));
  });
});
