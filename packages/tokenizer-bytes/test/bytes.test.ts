import { referenceOf } from "@textvae/core";
import { testTokenizer } from "@textvae/testing";
import { describe, expect, it } from "vitest";
import { bytes, characters } from "../src/index.ts";

describe("bytes", () => {
  testTokenizer({ tokenizer: bytes(), lossless: true });

  it("are those of UTF-8, and the end of a sentence is 256", () => {
    const { encode, decode, vocabulary } = bytes();
    expect(encode("né\n")).toEqual([110, 195, 169, 10]);
    expect(vocabulary).toMatchObject({ size: 257, eos: 256, unk: -1 });
    expect([110, 10, 256].map(vocabulary.word)).toEqual(["n", "<0x0A>", "<eos>"]);
    expect(decode([110, 195, 256])).toBe("n\uFFFD");
  });

  it("refuses half a surrogate pair", () => {
    expect(() => bytes().encode("a\uD83D")).toThrow(expect.objectContaining({ code: "DATA" }));
  });
});

describe("characters", () => {
  testTokenizer({ tokenizer: characters() });
  testTokenizer({ tokenizer: characters({ alphabet: "aeiou rs" }) });

  const learned = (options = {}) => {
    const learner = characters().learner?.(options);
    for (const text of ["a rose", "a 🌹"]) learner?.add(text);
    return learner?.finish();
  };

  it("are code points by falling frequency, equal ones by their first appearance", () => {
    expect(learned()?.vocabulary.words).toEqual([..."<eos> <unk> a".split(" "), " ", ..."rose🌹"]);
    expect(learned()?.encode("a🌹z")).toEqual([2, 8, 1]);
    expect(learned()?.decode([2, 8, 1])).toBe("a🌹\uFFFD");
  });

  it("are as many as asked for, and recorded as options", () => {
    const few = learned({ maxVocabulary: 4 });
    expect(few?.vocabulary.words).toHaveLength(4);
    expect(referenceOf(few as object)?.options).toEqual({ alphabet: "a " });
    expect(learned({ minCount: 2 })?.vocabulary.words).toHaveLength(4);
    expect(() => learned({ minCount: 9 })).toThrow(/at most 2/);
  });

  it.each([["aa"], ["a\uDC00"], [3 as never]])("refuses the alphabet %j", (alphabet) => {
    expect(() => characters({ alphabet })).toThrow(expect.objectContaining({ code: "OPTION" }));
  });
});
