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

  it.each([
    ["lone CRs", "a b\rc\r"],
    ["lone CRs and none at the end", "a b\rc"],
    ["several CRs before each LF", "a b\r\r\nc\r\r\n"],
    ["a CRLF that was cut", "a b\r\nc\r"],
    ["LF after some lines and CRLF after others", "a b\nc\r\n"],
  ])("reads the same lines with %s", (_, text) => {
    expect(lines(bytes(text))).toEqual(["a b", "c"]);
  });

  it.each([
    ["a lone CR among lines that end in LF", "a\nb\rc\nd\n", "train, line 2"],
    ["a lone CR before CRLF", "a\rb\r\n", "train, line 1"],
    ["line separators alone", "a b\u2028c\u2028", "train"],
    ["paragraph separators alone", "a b\u2029c", "train"],
    ["next lines alone", "a b\u0085c\u0085", "train"],
    ["form feeds alone", "a b\fc\f", "train"],
    ["vertical tabs alone", "a b\vc\v", "train"],
    ["file separators alone", "a b\u001cc", "train"],
    ["group separators alone", "a b\u001dc", "train"],
    ["a backslash and an n alone", "a b\\nc\\n", "train"],
    ["record separators alone", "a b\u001ec\u001e", "train"],
  ])("refuses %s, where an end of line can't be told", (_, text, where) => {
    expect(() => lines(bytes(text))).toThrow(expect.objectContaining({ code: "DATA", where }));
  });

  it.each(['{"text":"a b\\nc"}', '{"text":"a\u2028b"}'])(
    "takes one record of JSON, whose strings hold what they hold: %j",
    (record) => {
      expect(lines(bytes(`${record}\n`))).toEqual([record]);
      const two = `${record}\\n${record}\n`;
      expect(() => lines(bytes(two))).toThrow(expect.objectContaining({ code: "DATA" }));
    },
  );

  it("keeps other separators within lines that end in LF", () => {
    expect(lines(bytes("a\u2028b\nc\n"))).toEqual(["a\u2028b", "c"]);
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
    [
      "UTF-16",
      [0xff, 0xfe, 0x61, 0x00],
      "got UTF-16 with a byte order mark: NUL bytes, one at byte 3",
    ],
    [
      "UTF-16 without NULs",
      [0xff, 0xfe, 0x4b, 0x6f, 0x22, 0x5b],
      "got UTF-16 with a byte order mark",
    ],
    ["UTF-16, largest byte first", [0xfe, 0xff, 0x00, 0x61], "got UTF-16 with a byte order mark"],
    ["gzip", [0x1f, 0x8b, 0x08, 0x08], "got a gzip file"],
    ["Latin-1 after lone CRs", [0x61, 0x0d, 0x62, 0x0d, 0xef], "byte 4, line 3"],
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
    const content = new Content("a\uD800b");
    expect(() => content.lines({ where: "test", maxLineBytes: 9 })).toThrow(
      /^test: expected a well-formed string; got a lone surrogate at index 1/,
    );
  });
});
