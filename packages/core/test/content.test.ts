import { describe, expect, it } from "vitest";
import { fingerprint } from "../src/data/content.ts";
import { Content, readLines } from "../src/index.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const lines = (source: Uint8Array, maxLineBytes = 100) =>
  readLines(source, { where: "train", maxLineBytes });

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
