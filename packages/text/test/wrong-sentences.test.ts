import type { TextvaeError } from "@textvae/core";
import { describe, expect, test } from "vitest";
import { buildVocabulary, encode, sentenceDataset } from "../src/index.ts";

const told = (body: () => unknown): string => {
  try {
    body();
  } catch (error) {
    return `${(error as TextvaeError).code} ${(error as TextvaeError).message}`;
  }
  return "accepted";
};

describe("sentences that are no lists of words", () => {
  const vocabulary = buildVocabulary([["a", "b", "c"]]);
  const made = (train: unknown) => () =>
    sentenceDataset({ name: "given", vocabulary, splits: { train } as never });
  test.each<[string, () => unknown, RegExp]>([
    ["sentences as strings", made(["a b", "b c"]), /^DATA train, sentence 1: .*"a b"/],
    [
      "words as a string",
      made([{ words: "a b" }]),
      /^DATA train, sentence 1: expected a list of words/,
    ],
    ["sentences as lists", made([["a", "b"]]), /^DATA train, sentence 1: /],
    [
      "a word that is a number",
      made([{ words: ["a"] }, { words: ["a", 2] }]),
      /^DATA train, sentence 2: /,
    ],
    [
      "a word of two",
      made([{ words: ["a b"] }]),
      /^DATA train, sentence 1: expected words without/,
    ],
    ["an empty word", made([{ words: ["a", ""] }]), /^DATA train, sentence 1: .*got ""/],
    ["a word with its line", made([{ words: ["a\n"] }]), /^DATA train, sentence 1: /],
    ["a vocabulary of phrases", () => buildVocabulary([["a b", "c"]]), /^DATA buildVocabulary: /],
    ["ids of phrases", () => encode([{ words: ["a b"] }], vocabulary), /^DATA sentence 1: /],
    ["a split as one text", made("a b\nc"), /^DATA train: expected a list/],
    ["a vocabulary of texts", () => buildVocabulary(["a b"] as never), /^DATA buildVocabulary: /],
    ["ids of texts", () => encode(["a b"] as never, vocabulary), /^DATA sentence 1: /],
  ])("%s", (_, body, message) => {
    expect(told(body)).toMatch(message);
  });
});
