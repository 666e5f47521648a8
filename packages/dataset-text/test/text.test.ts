import { createRng, type Dataset, referenceOf, type Split } from "@textvae/core";
import { testDataset } from "@textvae/testing";
import { serializeVocabulary } from "@textvae/text";
import { describe, expect, it } from "vitest";
import { splitFiles, splitOfFile, text } from "../src/index.ts";

/** 1000 different sentences of 1 to 21 words: number i in unary, binary, and by name. */
const corpus = Array.from({ length: 1000 }, (_, i) =>
  [`w${i}`, ..."x".repeat(i % 17), ...(i % 4).toString(2)].join(" "),
);
const train = `${corpus.join("\n")}\n`;

/** The sentences of an epoch as text, batch by batch, read back through the vocabulary. */
const decode = (
  dataset: Dataset,
  options: { batchSize: number; seed?: number },
  split: Split = "train",
) => {
  const { batchSize, seed } = options;
  const epoch = dataset.epoch(split, {
    batchSize,
    ...(seed !== undefined && { rng: createRng(seed) }),
  });
  return Array.from({ length: epoch.length }, (_, index) => {
    const { size, text: batch } = epoch.at(index);
    if (!batch) throw new Error("no text");
    return Array.from({ length: size }, (_, b) => {
      const row = batch.tokens_BT.subarray(b * batch.time, (b + 1) * batch.time);
      const words = Array.from(row, (id) => dataset.vocabulary.word(id));
      const length = batch.lengths_B[b] as number;
      expect(words.slice(length - 1).every((word) => word === "<eos>")).toBe(true);
      return words.slice(0, length - 1).join(" ");
    });
  });
};

describe("an epoch", () => {
  const dataset = text({ splits: { train } });

  it.each([
    ["in fixed order", { batchSize: 32 }],
    ["shuffled", { batchSize: 32, seed: 0 }],
    ["shuffled in several pools", { batchSize: 3, seed: 1 }],
    ["in one batch", { batchSize: 5000, seed: 2 }],
    ["one by one", { batchSize: 1 }],
  ])("holds every sentence once, %s", (_, options) => {
    expect(decode(dataset, options).flat().sort()).toEqual([...corpus].sort());
  });

  it("is full but for one batch, as long as its longest row", () => {
    const epoch = dataset.epoch("train", { batchSize: 32, rng: createRng(3) });
    const batches = Array.from({ length: epoch.length }, (_, index) => epoch.at(index));
    expect(epoch.length).toBe(Math.ceil(1000 / 32));
    expect(batches.filter(({ size }) => size !== 32)).toHaveLength(1);
    for (const { text: batch } of batches) {
      expect(batch?.time).toBe(Math.max(...(batch?.lengths_B ?? [])));
    }
  });

  it("depends on the state of the stream alone, and on it", () => {
    const options = { batchSize: 32, seed: 4 };
    expect(decode(dataset, options)).toEqual(decode(text({ splits: { train } }), options));
    expect(decode(dataset, options)).not.toEqual(decode(dataset, { ...options, seed: 5 }));
    expect(decode(dataset, { batchSize: 32 })).toEqual(decode(dataset, { batchSize: 32 }));
  });

  it("is read at random as in order", () => {
    const epoch = dataset.epoch("train", { batchSize: 32, rng: createRng(6) });
    const forward = Array.from({ length: epoch.length }, (_, index) => epoch.at(index));
    const backward = forward.map((_, i) => epoch.at(epoch.length - 1 - i)).reverse();
    expect(backward).toEqual(forward);
  });

  it("does not follow length through the epoch when shuffled", () => {
    const batches = decode(dataset, { batchSize: 10, seed: 7 });
    const times = batches.map((rows) => Math.max(...rows.map((row) => row.split(" ").length)));
    expect(times).not.toEqual([...times].sort((a, b) => a - b));
  });

  it("pads less than a fifth of what unsorted batches would", () => {
    const padding = (batches: string[][]) => {
      const lengths = batches.map((rows) => rows.map((row) => row.split(" ").length + 1));
      return lengths.flatMap((row) => row.map((n) => Math.max(...row) - n)).reduce((a, b) => a + b);
    };
    const unsorted = Array.from({ length: 32 }, (_, i) => corpus.slice(32 * i, 32 * (i + 1)));
    const bound = padding(unsorted) / 5;
    expect(padding(decode(dataset, { batchSize: 32 }))).toBeLessThan(bound);
    expect(padding(decode(dataset, { batchSize: 32, seed: 8 }))).toBeLessThan(bound);
  });

  it.each([0, 1.5, Number.NaN])("refuses a batch size of %d", (batchSize) => {
    expect(() => dataset.epoch("train", { batchSize })).toThrow(
      expect.objectContaining({ code: "OPTION" }),
    );
  });

  it("refuses an index outside of it", () => {
    const epoch = dataset.epoch("train", { batchSize: 1000 });
    expect(() => epoch.at(1)).toThrow(expect.objectContaining({ code: "OPTION" }));
  });
});

describe("text", () => {
  it("keeps labels with their sentences, classes in numerical order", () => {
    const rated = corpus.map((line, i) => `${(i % 3) * 5} ${line}`).join("\n");
    const dataset = text({ splits: { train: rated }, format: "rating-first" });
    expect(dataset.provides).toEqual(["text", "labels_B"]);
    expect(dataset.labels).toEqual(["0", "5", "10"]);
    const epoch = dataset.epoch("train", { batchSize: 7, rng: createRng(0) });
    for (let index = 0; index < epoch.length; index++) {
      const { text: batch, labels_B, size } = epoch.at(index);
      for (let b = 0; b < size; b++) {
        const id = batch?.tokens_BT[b * batch.time] as number;
        const i = Number(dataset.vocabulary.word(id).slice(1));
        expect(labels_B?.[b]).toBe(i % 3);
      }
    }
  });

  it("maps what train does not know to <unk>, and accounts for it", () => {
    const dataset = text({ splits: { train: "a b\n\na c d\n", test: "a z z\n" }, maxLength: 2 });
    expect(decode(dataset, { batchSize: 1 }, "test")).toEqual([["a <unk>"]]);
    expect(dataset.summary).toEqual({
      train: { sentences: 2, tokens: 6, unknown: 0, longest: 2, truncated: 1, emptyLines: 1 },
      test: { sentences: 1, tokens: 3, unknown: 1, longest: 2, truncated: 1, emptyLines: 0 },
    });
  });

  it("accounts for what is cut, unknown and repeated in each split, and says what is odd", () => {
    const train = "a b c\na b\nd\n";
    const { account, notes } = text({
      splits: { train, valid: "a b\nz z z z\n", test: train },
      maxLength: 2,
    });
    // By hand: tokens are words and ends; "a b c" loses a word, "z z z z" two.
    expect(account).toEqual({
      train: {
        ...{ items: 3, tokens: 8, words: 5, bytes: 7, unknown: 0 },
        cut: { items: 1, tokens: 1 },
      },
      valid: {
        ...{ items: 2, tokens: 6, words: 4, bytes: 6, unknown: 2 },
        cut: { items: 1, tokens: 2 },
        repeated: { train: 1 },
      },
      test: {
        ...{ items: 3, tokens: 8, words: 5, bytes: 7, unknown: 0 },
        cut: { items: 1, tokens: 1 },
        repeated: { train: 3, valid: 2 },
      },
    });
    expect(notes).toEqual([
      "warning: 1 of 2 sentences of valid stand in train, too",
      "warning: all of 3 sentences of test stand in train, too",
      "warning: 2 of 3 sentences of test stand in valid, too",
    ]);
  });

  it.each([
    ["minCount above every count", { minCount: 3 }, "minCount", /at most 2, .*got 3/],
    [
      "maxVocabulary beside a vocabulary",
      { vocabulary: "a\nb", maxVocabulary: 4 },
      "text.maxVocabulary",
      /none/,
    ],
    ["minCount beside a vocabulary", { vocabulary: "a\nb", minCount: 2 }, "text.minCount", /none/],
    [
      "lowercase and capitals in it",
      { vocabulary: "a\nB", lowercase: true },
      "text.lowercase",
      /"B"/,
    ],
  ])("refuses options that contradict each other: %s", (_, options, where, message) => {
    const make = () => text({ splits: { train: "a b\na c\n" }, ...options });
    expect(make).toThrow(expect.objectContaining({ code: "OPTION", where }));
    expect(make).toThrow(message);
  });

  it.each([
    ["of another corpus", "x\ny\n"],
    ["in capitals", "A\nB\n"],
    ["of words and numbers in one", "word,count\na,2\nb,1\n"],
  ])("refuses a vocabulary %s", (_, vocabulary) => {
    expect(() => text({ splits: { train: "a b\na c\n" }, vocabulary })).toThrow(
      expect.objectContaining({ code: "DATA", where: "vocabulary" }),
    );
  });

  it("has the same ids with the vocabulary it wrote", () => {
    const first = text({ splits: { train, test: "w3 x new\n" }, maxVocabulary: 300 });
    const vocabulary = serializeVocabulary(first.vocabulary);
    const second = text({ splits: { test: "w3 x new\n" }, vocabulary });
    const batches = [first, second].map((dataset) => dataset.epoch("test", { batchSize: 1 }).at(0));
    expect(batches[0]).toEqual(batches[1]);
    expect(second.splits).toEqual(["test"]);
  });

  it("records contents by size and fingerprint, never the text", () => {
    const bytes = new TextEncoder().encode("secret words\n");
    const reference = referenceOf(text({ splits: { train: bytes, valid: "secret" } }));
    expect(JSON.stringify(reference)).not.toContain("secret");
    expect(reference?.options).toMatchObject({
      format: "lines",
      splits: { train: { bytes: 13 }, valid: { bytes: 6 } },
    });
  });

  it.each([
    ["an empty split", "DATA", { splits: { train: "a b\n", valid: "\n\n" } }, "valid"],
    ["an empty train", "DATA", { splits: { train: "" } }, "train"],
    ["a single word", "DATA", { splits: { train: "a a\na\n" } }, "train"],
    ["no train and no vocabulary", "SPLIT", { splits: { test: "a b\n" } }, "text"],
    ["bytes of Latin-1", "ENCODING", { splits: { train: Uint8Array.of(0x61, 0xe9) } }, "train"],
    ["a lone surrogate", "ENCODING", { splits: { train, valid: "a \uDC00" } }, "valid"],
    [
      "a lone surrogate in the vocabulary",
      "ENCODING",
      { splits: { train }, vocabulary: "\uD83D" },
      "vocabulary",
    ],
    [
      "a class that train has not",
      "DATA",
      { splits: { train: "0\ta\n1\tb\n", test: "1\ta\n2\tb\n" }, format: "label-tab" as const },
      "test, sentence 2",
    ],
    ["an unknown format", "OPTION", { splits: { train }, format: "auto" as never }, "text.format"],
    ["a path", "OPTION", { splits: { train: 3 as never } }, "text.splits.train"],
    ["an unknown split", "OPTION", { splits: { dev: "a b" } as never }, undefined],
  ])("refuses %s", (_, code, options, where) => {
    expect(() => text(options)).toThrow(
      expect.objectContaining(where === undefined ? { code } : { code, where }),
    );
  });

  it("says which splits there are when one is missing", () => {
    const dataset = text({ splits: { train } });
    const missing = expect.objectContaining({ code: "SPLIT" });
    expect(() => dataset.epoch("test", { batchSize: 1 })).toThrow(missing);
    expect(() => dataset.size("valid")).toThrow(missing);
  });
});

describe("text of every format keeps the laws", () => {
  testDataset({ dataset: text({ splits: { train, valid: "x\n" }, maxVocabulary: 100 }) });
  const test = "1 a b c\n2 b\n1 c c\n";
  testDataset({
    dataset: text({ splits: { test, train: test }, format: "rating-first" }),
    items: { train: 3, test: 3 },
  });
});

describe("splitFiles", () => {
  it.each([
    ["train.txt", "train"],
    ["val.txt", "valid"],
    ["dev.txt", "valid"],
    ["snli.valid.txt", "valid"],
    ["short_yelp.test.txt", "test"],
    ["valid.utts.txt", undefined],
    ["vocab.txt", undefined],
    ["mytest.txt", undefined],
    ["train.txt.gz", "train"],
    ["yelp.train.00012.txt", "train"],
    ["test-00001-of-00003.txt.gz", "test"],
    ["dev/part.txt", "valid"],
    ["other/train.txt", undefined],
    ["train.jsonl", undefined],
  ])("reads %s as %s", (name, split) => {
    expect(splitOfFile(name)).toBe(split);
  });

  it("refuses two files for one split, and none at all", () => {
    const wrong = expect.objectContaining({ code: "SPLIT" });
    expect(splitFiles(["a.md", "train.txt"])).toEqual({ train: "train.txt" });
    expect(() => splitFiles(["val.txt", "dev.txt"])).toThrow(wrong);
    expect(() => splitFiles(["a.md"])).toThrow(wrong);
  });
});
