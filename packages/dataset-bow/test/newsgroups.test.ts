import { readFile } from "node:fs/promises";
import { unigram } from "@textvae/text";
import { describe, expect, it } from "vitest";
import { bow } from "../src/index.ts";

const folder = process.env.TEXTVAE_DATA;

describe.runIf(folder)("20 Newsgroups", () => {
  const read = async (holdOut?: number) => {
    const fileOf = (name: string) => readFile(`${folder}/20ng/${name}`);
    const [train, test] = [await fileOf("train.feat"), await fileOf("test.feat")];
    const vocabulary = await fileOf("vocab.new");
    return bow({ splits: { train, test }, vocabulary, holdOut });
  };

  it("has its known counts", async () => {
    const dataset = await read();
    expect(dataset.vocabulary.size).toBe(2000);
    expect(dataset.labels).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)));
    expect(dataset.summary.train).toMatchObject({ documents: 11268, words: 1128881 });
    expect(dataset.summary.test).toMatchObject({ documents: 7505, words: 720898 });
  });

  it("has its known unigram perplexities, of the corpus and per document", async () => {
    const score = unigram(await read(), "test");
    expect(score.smoothing).toBe("none");
    expect(score.perplexity).toBeCloseTo(1205.4, 1);
    expect(score.perplexityPerItem).toBeCloseTo(1205.7, 1);
  });

  it("holds out a tenth of each class", async () => {
    const dataset = await read(0.1);
    const { labels_B } = dataset.epoch("valid", { batchSize: 2000 }).at(0);
    const shares = Array.from({ length: 20 }, (_, i) => labels_B?.filter((y) => y === i).length);
    expect(Math.min(...(shares as number[]))).toBeGreaterThanOrEqual(37);
    expect(Math.max(...(shares as number[]))).toBeLessThanOrEqual(60);
    expect(dataset.size("train") + dataset.size("valid")).toBe(11268);
  });
});
