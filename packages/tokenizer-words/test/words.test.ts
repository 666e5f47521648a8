import { referenceOf } from "@textvae/core";
import { testTokenizer } from "@textvae/testing";
import { describe, expect, it } from "vitest";
import { words } from "../src/index.ts";

testTokenizer({ tokenizer: words() });
testTokenizer({ tokenizer: words({ vocabulary: "a\nis\nrose\n" }) });

describe("words", () => {
  it("are learned as a dataset learns them, and made again from the file that is kept", () => {
    const learner = words().learner?.({ maxVocabulary: 4 });
    learner?.add("a rose is");
    learner?.add(" a  rose");
    const learned = learner?.finish();
    expect(learned?.vocabulary.words).toEqual(["<eos>", "<unk>", "a", "rose"]);
    expect(learned?.keeps).toMatchObject({ name: "vocab.txt", option: "vocabulary" });
    const again = words({ vocabulary: learned?.keeps?.content ?? "" });
    expect(again.encode("a rose is")).toEqual([2, 3, 1]);
    expect(again.decode([2, 3, 1])).toBe("a rose <unk>");
  });

  it("records the size and fingerprint of its vocabulary, never the words", () => {
    const reference = referenceOf(words({ vocabulary: "secret\n" }));
    expect(reference?.options).toMatchObject({ vocabulary: { bytes: 7 } });
    expect(JSON.stringify(reference)).not.toContain("secret");
  });

  it("refuses a vocabulary that is none", () => {
    expect(() => words({ vocabulary: "a\na\n" })).toThrow(
      expect.objectContaining({ code: "DATA" }),
    );
  });
});
