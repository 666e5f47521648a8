import { readFile } from "node:fs/promises";
import { createRng } from "@textvae/core";
import { unigram } from "@textvae/text";
import { describe, expect, it } from "vitest";
import { text } from "../src/index.ts";

describe("unigram", () => {
  it("is the maximum likelihood of train when train knows every word", () => {
    // Train has a, b, <unk>, <eos> with counts 3, 1, 1, 3 of 8.
    const dataset = text({ splits: { train: "a a\na b\n<unk>\n", test: "a z\n" } });
    const nats = -(Math.log(3 / 8) + Math.log(1 / 8) + Math.log(3 / 8));
    const score = unigram(dataset, "test");
    expect(score).toMatchObject({ sentences: 1, tokens: 3, smoothing: "none" });
    expect(score.natsPerSentence).toBeCloseTo(nats, 12);
    expect(score.perplexity).toBeCloseTo(Math.exp(nats / 3), 12);
  });

  it("adds one to all counts when a word of the vocabulary is not in train", () => {
    // Counts 2, 1, 0, 2 of a, b, <unk>, <eos> become 3, 2, 1, 3 of 9.
    const dataset = text({ splits: { train: "a a\nb\n", test: "a z\n" } });
    const score = unigram(dataset, "test");
    expect(score.smoothing).toBe("add-one");
    expect(score.natsPerSentence).toBeCloseTo(-Math.log((3 * 1 * 3) / 9 ** 3), 12);
  });

  it("counts train in the order of the corpus: an order of its own takes memory by the sentence", () => {
    const train = Array.from({ length: 150 }, (_, i) => `a${i % 7} b${i % 3}\n`).join("");
    const dataset = text({ splits: { train, test: "a1 b1\na2 b0 a9\n" } });
    const { batch: _, ...orderly } = dataset;
    const unorderly: typeof dataset = {
      ...dataset,
      epoch(split, options) {
        expect(split).not.toBe("train");
        return dataset.epoch(split, options);
      },
    };
    expect(unigram(unorderly, "test")).toEqual(unigram(orderly, "test"));
  });
});

const folder = process.env.TEXTVAE_DATA;

describe.runIf(folder)("the Penn Treebank", () => {
  const read = async () => {
    const [train, valid, test] = await Promise.all(
      ["train", "valid", "test"].map((split) => readFile(`${folder}/ptb/${split}.txt`)),
    );
    return text({ splits: { train, valid, test }, maxVocabulary: 10_000 });
  };

  it("has its known counts", async () => {
    const dataset = await read();
    expect(dataset.vocabulary.size).toBe(10_000);
    expect(dataset.splits.map(dataset.size)).toEqual([42068, 3370, 3761]);
    expect(dataset.summary.train).toMatchObject({ tokens: 929589, unknown: 45020, longest: 82 });
    expect(dataset.summary.test?.tokens).toBe(82430);
  });

  it("has its known unigram perplexities", async () => {
    const dataset = await read();
    expect(unigram(dataset, "valid").perplexity).toBeCloseTo(687.0, 1);
    expect(unigram(dataset, "test").perplexity).toBeCloseTo(639.3, 1);
    expect(unigram(dataset, "test").natsPerSentence).toBeCloseTo(141.6, 1);
  });

  it("is padded by less than 3 %", async () => {
    const epoch = (await read()).epoch("train", { batchSize: 32, rng: createRng(0) });
    let positions = 0;
    let tokens = 0;
    for (let index = 0; index < epoch.length; index++) {
      const { text: batch } = epoch.at(index);
      positions += batch?.tokens_BT.length ?? 0;
      tokens += batch?.lengths_B.reduce((a, b) => a + b, 0) ?? 0;
    }
    expect(tokens).toBe(929589);
    expect(positions / tokens).toBeLessThan(1.03);
  });
});
