import { createRng, referenceOf, unigram } from "@textvae/core";
import { testDataset } from "@textvae/testing";
import { describe, expect, it } from "vitest";
import { bow, featFiles } from "../src/index.ts";

const vocabulary = "who 6\nout 5\nwhich 4\n";

/** 60 documents sorted by class; document i holds its number in the count of word 1. */
const train = Array.from({ length: 60 }, (_, i) => `${i < 40 ? 2 : 10} 1:${i + 1} 3:2`).join("\n");
const numberOf = (counts_V: Float32Array) => (counts_V[0] as number) - 1;

const rowsOf = (dataset: ReturnType<typeof bow>, split: "train" | "valid", seed?: number) => {
  const rng = seed === undefined ? {} : { rng: createRng(seed) };
  const epoch = dataset.epoch(split, { batchSize: 7, ...rng });
  return Array.from({ length: epoch.length }, (_, index) => {
    const { size, counts_BV = new Float32Array(), labels_B = [] } = epoch.at(index);
    return Array.from({ length: size }, (_, b) => ({
      counts: counts_BV.slice(3 * b, 3 * b + 3),
      label: labels_B[b] as number,
    }));
  }).flat();
};

describe("bow", () => {
  it("gives dense counts and classes in numerical order, in the order of the file", () => {
    const dataset = bow({ splits: { train }, vocabulary });
    expect(dataset.provides).toEqual(["counts_BV", "tfidf_BV", "labels_B"]);
    expect(dataset.labels).toEqual(["2", "10"]);
    const rows = rowsOf(dataset, "train");
    expect(rows.map(({ counts }) => numberOf(counts))).toEqual([...rows.keys()]);
    expect(rows.map(({ label }) => label)).toEqual(rows.map((_, i) => (i < 40 ? 0 : 1)));
    expect([...(rows[4]?.counts ?? [])]).toEqual([5, 0, 2]);
  });

  it("shuffles documents with their labels", () => {
    const rows = rowsOf(bow({ splits: { train }, vocabulary }), "train", 1);
    const numbers = rows.map(({ counts }) => numberOf(counts));
    expect(numbers).not.toEqual([...rows.keys()]);
    expect(numbers.toSorted((a, b) => a - b)).toEqual([...rows.keys()]);
    expect(rows.map(({ label }) => label)).toEqual(numbers.map((i) => (i < 40 ? 0 : 1)));
  });

  it("has a word for each line of the vocabulary, with or without its count, and no other", () => {
    for (const content of [vocabulary, "who\nout\nwhich\n", "who\r\nout\r\nwhich"]) {
      const dataset = bow({ splits: { train }, vocabulary: content });
      expect(dataset.vocabulary.words).toEqual(["who", "out", "which"]);
      expect(dataset.vocabulary).toMatchObject({ size: 3, eos: -1, unk: -1 });
      expect(dataset.vocabulary.id("which")).toBe(2);
      expect(dataset.vocabulary.id("<eos>")).toBe(-1);
    }
  });

  it("holds out the same documents each time, with each class at its share", () => {
    const dataset = bow({ splits: { train }, vocabulary, holdOut: 0.1 });
    const valid = rowsOf(dataset, "valid");
    expect(valid.map(({ label }) => label)).toEqual([0, 0, 0, 0, 1, 1]);
    const numbers = [...valid, ...rowsOf(dataset, "train")].map(({ counts }) => numberOf(counts));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(rowsOf(bow({ splits: { train }, vocabulary, holdOut: 0.1 }), "valid")).toEqual(valid);
  });

  it("accounts for what it read", () => {
    const dataset = bow({ splits: { train: "1 1:2 2:1\n\n2 3:4\n", test: "1 1:1" }, vocabulary });
    expect(dataset.summary).toEqual({
      train: { documents: 2, words: 7, longest: 4 },
      test: { documents: 1, words: 1, longest: 1 },
    });
  });

  it("records contents by size and fingerprint, never the words", () => {
    const reference = referenceOf(bow({ splits: { train: "1 1:1" }, vocabulary: "secret 1" }));
    expect(JSON.stringify(reference)).not.toContain("secret");
    expect(reference?.options).toMatchObject({
      splits: { train: { bytes: 5 } },
      vocabulary: { bytes: 8 },
    });
  });

  const bytes = (...values: number[]) => Uint8Array.from(values);
  it.each([
    ["an empty split", "DATA", { splits: { train, test: "\n" } }, "test"],
    ["an id beyond the vocabulary", "DATA", { splits: { train: "1 4:1" } }, "train, line 1"],
    [
      "a class that train has not",
      "DATA",
      { splits: { train, test: "3 1:1" } },
      "test, document 1",
    ],
    ["bytes of Latin-1", "ENCODING", { splits: { train: bytes(0x31, 0xe9) } }, "train"],
    ["a NUL byte", "ENCODING", { splits: { train: bytes(0x31, 0) } }, "train"],
    ["a line too long", "DATA", { splits: { train }, maxLineBytes: 7 }, "train, line 1"],
    [
      "a word twice",
      "DATA",
      { splits: { train }, vocabulary: "a 1\nb 1\na 2" },
      "vocabulary, line 3",
    ],
    ["two words on a line", "DATA", { splits: { train }, vocabulary: "a b" }, "vocabulary, line 1"],
    ["an empty vocabulary", "DATA", { splits: { train }, vocabulary: "" }, "vocabulary"],
    ["no vocabulary", "OPTION", { splits: { train }, vocabulary: undefined }, "bow.vocabulary"],
    ["all of train held out", "OPTION", { splits: { train }, holdOut: 1 }, "bow.holdOut"],
    [
      "valid held out twice",
      "SPLIT",
      { splits: { train, valid: train }, holdOut: 0.5 },
      "bow.holdOut",
    ],
    ["nothing to hold out from", "SPLIT", { splits: { test: train }, holdOut: 0.5 }, "bow.holdOut"],
    ["a split held out of too few", "DATA", { splits: { train: "1 1:1" }, holdOut: 0.5 }, "valid"],
  ])("refuses %s", (_, code, options, where) => {
    expect(() => bow({ vocabulary, ...options } as never)).toThrow(
      expect.objectContaining({ code, where }),
    );
  });
});

describe("tf-idf", () => {
  // Word 1 stands in 1 of 3 documents of train, word 2 in 2, word 3 in all.
  const counts = { train: "1 1:2 3:1\n1 2:1 3:4\n2 2:3 3:1", test: "2 1:1 2:3" };

  it("weights counts by ln((1 + N)/(1 + n)) + 1 of train, and scales documents to length 1", () => {
    const dataset = bow({ splits: counts, vocabulary });
    const [rare, half, common] = [Math.log(4 / 2) + 1, Math.log(4 / 3) + 1, 1] as const;
    const length = Math.hypot(rare, 3 * half);
    const { tfidf_BV = [] } = dataset.epoch("test", { batchSize: 1 }).at(0);
    const expected = [rare / length, (3 * half) / length, 0];
    for (const [v, value] of expected.entries()) expect(tfidf_BV[v]).toBeCloseTo(value, 6);
    const first = dataset.epoch("train", { batchSize: 3 }).at(0).tfidf_BV ?? [];
    expect((first[0] as number) / (first[2] as number)).toBeCloseTo((2 * rare) / common, 5);
  });

  it("knows no word by a document held out of train", () => {
    const weightsOf = (part: number | undefined) => {
      const splits = { train: `${counts.train}\n2 1:9`, test: counts.test };
      const dataset = bow({ splits, vocabulary, holdOut: part });
      return [...(dataset.epoch("test", { batchSize: 1 }).at(0).tfidf_BV ?? [])];
    };
    const without = bow({ splits: counts, vocabulary }).epoch("test", { batchSize: 1 }).at(0);
    expect(weightsOf(0.25)).toEqual([...(without.tfidf_BV ?? [])]);
    expect(weightsOf(undefined)).not.toEqual(weightsOf(0.25));
  });

  it("is not provided without train", () => {
    const { provides } = bow({ splits: { test: counts.test }, vocabulary });
    expect(provides).toEqual(["counts_BV", "labels_B"]);
  });
});

describe("bow keeps the laws", () => {
  testDataset({ dataset: bow({ splits: { train, test: "10 2:1" }, vocabulary, holdOut: 0.2 }) });
});

describe("the unigram model of counts", () => {
  it("is the maximum likelihood of train", () => {
    // Train has the words 3, 1, 4 times, of 8.
    const splits = { train: "1 1:3 2:1\n1 3:4", test: "1 1:2\n1 2:1 3:3" };
    const score = unigram(bow({ splits, vocabulary }), "test");
    const nats = [-2 * Math.log(3 / 8), -Math.log(1 / 8) - 3 * Math.log(4 / 8)] as const;
    expect(score).toMatchObject({ sentences: 2, tokens: 6, smoothing: "none" });
    expect(score.natsPerSentence).toBeCloseTo((nats[0] + nats[1]) / 2, 12);
    expect(score.perplexity).toBeCloseTo(Math.exp((nats[0] + nats[1]) / 6), 12);
    expect(score.perplexityPerItem).toBeCloseTo(Math.exp((nats[0] / 2 + nats[1] / 4) / 2), 12);
  });

  it("adds one to all counts when train lacks a word", () => {
    const score = unigram(bow({ splits: { train: "1 1:3", test: "1 2:1" }, vocabulary }), "test");
    expect(score.smoothing).toBe("add-one");
    expect(score.perplexity).toBeCloseTo(6, 12);
  });
});

describe("featFiles", () => {
  it("finds the splits and the vocabulary of a folder, if it is one of bags", () => {
    expect(featFiles(["README", "dev.feat", "vocab.new", "train.feat", "my.feat"])).toEqual({
      splits: { train: "train.feat", valid: "dev.feat" },
      vocabulary: "vocab.new",
    });
    expect(featFiles(["train.txt", "vocab.txt"])).toBeUndefined();
  });

  it.each([
    ["two files for one split", ["dev.feat", "valid.feat", "vocab.txt"], "SPLIT"],
    ["no vocabulary", ["train.feat"], "DATA"],
    ["two vocabularies", ["train.feat", "vocab.new", "vocab.txt"], "DATA"],
  ])("refuses %s", (_, names, code) => {
    expect(() => featFiles(names)).toThrow(expect.objectContaining({ code }));
  });
});
