import { createRng, referenceOf } from "@textvae/core";
import { testDataset } from "@textvae/testing";
import { unigram } from "@textvae/text";
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

  describe("a vocabulary in two columns", () => {
    const names = Array.from({ length: 12 }, (_, i) => `w${i}`);
    const wordsOf = (lines: readonly string[], vocabularyColumn?: "count" | "index") =>
      bow({ splits: { train }, vocabulary: lines.join("\n"), vocabularyColumn }).vocabulary.words;
    /** Lines in an order that is neither that of the ids nor its reverse: 5 and 12 share no factor. */
    const shuffled = (first: number) =>
      names.map((_, i) => `w${(5 * i) % 12} ${((5 * i) % 12) + first}`);

    it.each([0, 1])("is of indices from %d where each stands once, in any order", (first) => {
      expect(wordsOf(shuffled(first))).toEqual(names);
      expect(wordsOf(names.map((name, i) => `${name}\t${i + first}`))).toEqual(names);
    });

    it("is of counts where they tie or leave numbers out", () => {
      const counts = [90, 40, 7, 7, 7, 3, 2, 2, 1, 1, 1, 1];
      expect(wordsOf(names.map((name, i) => `${name} ${counts[i]}`))).toEqual(names);
      expect(wordsOf(["who 6", "out 5", "which 4"])).toEqual(["who", "out", "which"]);
    });

    it.each([
      ["few words", ["a 2", "b 3", "c 1"]],
      ["falling numbers down to 1", names.map((name, i) => `${name} ${12 - i}`)],
      ["an index twice", shuffled(1).with(3, "w3 5")],
      ["an index that is left out", shuffled(1).with(0, "w0 13")],
    ])("is refused where it can't be told, and read as told: %s", (_, lines) => {
      expect(() => wordsOf(lines)).toThrow(
        expect.objectContaining({ code: "OPTION", where: "vocabularyColumn" }),
      );
      expect(wordsOf(lines, "count")).toEqual(lines.map((line) => line.split(" ")[0]));
    });

    it("is of indices where that is said, each once", () => {
      expect(wordsOf(["a 2", "b 3", "c 1"], "index")).toEqual(["c", "a", "b"]);
      for (const lines of [
        ["a 1", "b 1", "c 2"],
        ["a 1", "b 2", "c 9"],
      ]) {
        expect(() => wordsOf(lines, "index")).toThrow(/vocabulary, line [23]: expected each index/);
      }
    });

    it.each([
      ["a number after some words only", "a 3\nb\nc 1", "vocabulary, line 2"],
      ["a name of the columns", "word count\na 3\nb 3", "vocabulary, line 2"],
      ["commas", "a,3\nb,2\nc,1", "vocabulary"],
      ["three columns", "a 3 1\nb 2 1\nc 1 1", "vocabulary, line 1"],
    ])("is refused with %s", (_, content, where) => {
      expect(() => wordsOf(content.split("\n"))).toThrow(
        expect.objectContaining({ code: "DATA", where }),
      );
    });
  });

  it("keeps labels apart beyond 2⁵³, and those that are written in two ways together", () => {
    const train = "9007199254740993 1:1\n9007199254740992 1:1\n-9 1:1\n010 2:1\n+10 3:1\n";
    const { labels } = bow({ splits: { train }, vocabulary });
    expect(labels).toEqual(["-9", "10", "9007199254740992", "9007199254740993"]);
  });

  it("says that test repeats train, and that the vocabulary goes on", () => {
    const { notes } = bow({
      splits: { train: "1 1:2 2:1\n2 1:1\n", test: "1 2:1 1:2" },
      vocabulary,
    });
    expect(notes).toEqual([
      "note: the vocabulary has 3 words, the largest id of the documents is 2",
      "warning: all of 1 documents of test stand in train, too",
    ]);
  });

  it("refuses lines that begin with their number of words, as LDA-C has them", () => {
    const train = "1 1:1\n2 1:1 2:3\n1 3:1\n3 1:1 2:1 3:1\n2 2:1 3:1\n";
    expect(() => bow({ splits: { train }, vocabulary })).toThrow(/^train: .*LDA-C/);
  });

  it("reads documents of more words than a stack holds", () => {
    const words = Array.from({ length: 200_000 }, (_, i) => `w${i}`);
    const line = `1 ${words.map((_, i) => `${i + 1}:1`).join(" ")}`;
    const dataset = bow({
      splits: { train: line },
      vocabulary: words.join("\n"),
      maxLineBytes: 3_000_000,
    });
    const { tfidf_BV = [] } = dataset.epoch("train", { batchSize: 1 }).at(0);
    expect(tfidf_BV[7]).toBeCloseTo(200_000 ** -0.5, 9);
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

it("tells of lines that end in CR alone", () => {
  const { notes } = bow({ splits: { train: "1 1:2\r2 2:1\r" }, vocabulary: "a 2\rb 2\r" });
  expect(notes).toEqual([
    expect.stringMatching(/^warning: lines of vocabulary end in CR/),
    expect.stringMatching(/^warning: lines of train end in CR/),
  ]);
});
