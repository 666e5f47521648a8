import { createHash } from "node:crypto";
import { type Dataset, referenceOf, type Split } from "@textvae/core";
import { testDataset } from "@textvae/testing";
import { unigram } from "@textvae/text";
import { describe, expect, it } from "vitest";
import { addresses } from "../src/addresses.ts";
import { sotu } from "../src/index.ts";
import { sotuSplits, splitOfYear } from "../src/splits.ts";
import { createTokenizer } from "../src/tokenize.ts";

const dataset = sotu();

const sentences = (from: Dataset, split: Split): string[] => {
  const epoch = from.epoch(split, { batchSize: 64 });
  return Array.from({ length: epoch.length }, (_, index) => {
    const { size, text } = epoch.at(index);
    if (!text) throw new Error("no text");
    return Array.from({ length: size }, (_, b) => {
      const start = b * text.time;
      const row = text.tokens_BT.subarray(start, start + (text.lengths_B[b] as number) - 1);
      return Array.from(row, (id) => from.vocabulary.word(id)).join(" ");
    });
  }).flat();
};

testDataset({ dataset: sotu({ maxLength: 8, maxVocabulary: 1000 }), batchSize: 50 });

describe("sotu", () => {
  // The table of the README; it changes with the version of the tokeniser, which is pinned.
  it.each([
    ["train", 38471, 897221, 497.0],
    ["valid", 4229, 98795, 478.8],
    ["test", 4520, 105957, 475.8],
  ] as const)(
    "has in %s %d sentences, %d tokens, unigram perplexity %d",
    (split, n, tokens, ppl) => {
      const score = unigram(dataset, split);
      expect(score).toMatchObject({ sentences: n, tokens, smoothing: "none" });
      expect(score.perplexity).toBeCloseTo(ppl, 1);
      expect(dataset.size(split)).toBe(n);
    },
  );

  // One digest for every machine and version of Node.
  it("has the same ids everywhere", () => {
    const hash = createHash("sha256");
    for (const split of dataset.splits) hash.update(sentences(dataset, split).join("\n"));
    expect(hash.digest("hex").slice(0, 16)).toBe("fa6e49ed047d6c74");
  });

  it("never repeats a sentence, within a split or across splits", () => {
    const all = Object.values(sotuSplits(40)).flat();
    expect(all).toHaveLength(38471 + 4229 + 4520);
    expect(new Set(all.map(({ words }) => words.join(" "))).size).toBe(all.length);
  });

  it("has 10000 words and sentences of at most 40, or what is asked", () => {
    const longest = (from: Dataset) =>
      Math.max(...sentences(from, "train").map((line) => line.split(" ").length));
    const small = sotu({ maxLength: 12, maxVocabulary: 50 });
    expect([dataset.vocabulary.size, longest(dataset)]).toEqual([10_000, 40]);
    expect([small.vocabulary.size, longest(small)]).toEqual([50, 12]);
  });

  it("is lower case but for N, without stage directions and curly quotes", () => {
    const words = dataset.vocabulary.words;
    expect(words.filter((word) => word !== word.toLowerCase())).toEqual(["N"]);
    expect(words.filter((word) => /[‘’“”—–\p{Cc}]/u.test(word))).toEqual([]);
    expect(addresses().filter(({ text }) => /[([]applause|[([]laughter/i.test(text))).toEqual([]);
  });

  it("remembers how it was made", () => {
    expect(referenceOf(dataset)).toMatchObject({
      kind: "dataset",
      name: "sotu",
      options: { maxVocabulary: 10_000, maxLength: 40 },
    });
  });

  it.each([{ maxLength: 4 }, { maxVocabulary: 2 }, { maxlength: 9 } as never])(
    "refuses %j",
    (options) => {
      expect(() => sotu(options)).toThrow(expect.objectContaining({ code: "OPTION" }));
    },
  );
});

describe("splitOfYear", () => {
  it("puts whole years into one split, one in ten each into valid and test", () => {
    const years = Array.from({ length: 100 }, (_, i) => 1900 + i);
    const count = (split: Split) => years.filter((year) => splitOfYear(year) === split).length;
    expect([count("train"), count("valid"), count("test")]).toEqual([80, 10, 10]);
  });
});

describe("createTokenizer", () => {
  const tokenize = createTokenizer();

  it.each([
    ["Mr. Smith went home. He slept!", ["mr. smith went home .", "he slept !"]],
    ["In 1945 it cost $1,600.50, not 3/4.", ["in N it cost $ N , not N ."]],
    ["We don't; it's the 21st century.", ["we do n't ; it 's the 21st century ."]],
  ])("splits %j", (text, expected) => {
    expect(tokenize(text).map((words) => words.join(" "))).toEqual(expected);
  });
});
