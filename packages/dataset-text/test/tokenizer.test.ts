import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tokenizer } from "@textvae/core";
import { bytesSource } from "@textvae/corpus";
import { nodeHost } from "@textvae/corpus/node";
import { testDataset } from "@textvae/testing";
import { bytes, characters } from "@textvae/tokenizer-bytes";
import { words } from "@textvae/tokenizer-words";
import { describe, expect, it } from "vitest";
import { streamText, text } from "../src/index.ts";

const train = " a  rose is red\nTHE rose\n";
const idsIn = (dataset: ReturnType<typeof text>, split: "train" | "test") => {
  const { text: batch } = dataset.batch?.(split, Int32Array.of(0)) ?? {};
  return [...(batch?.tokens_BT ?? [])];
};

describe("text by a tokenizer", () => {
  testDataset({ dataset: text({ splits: { train, test: "é\n" }, tokenizer: bytes() }) });

  it("has the ids of its lines as they stand, without white space at their ends", () => {
    const tokenizer = bytes();
    const dataset = text({ splits: { train }, tokenizer });
    expect(dataset.tokenizer).toBe(tokenizer);
    expect(idsIn(dataset, "train")).toEqual([...tokenizer.encode("a  rose is red"), 256]);
  });

  it("has the same words and bytes with every tokenizer", () => {
    // By hand: "a rose is red" has 4 words and 13 bytes, "THE rose" 2 and 8.
    for (const tokenizer of [undefined, words(), characters(), bytes()]) {
      const { account } = text({ splits: { train }, tokenizer });
      expect(account?.train).toMatchObject({ items: 2, words: 6, bytes: 21 });
    }
  });

  it("has the ids of words that are learned, as without a tokenizer", () => {
    const splits = { train, test: "a blue rose" };
    for (const options of [{}, { maxVocabulary: 4 }, { lowercase: true }]) {
      const [plain, learned] = [undefined, words()].map((tokenizer) =>
        text({ splits, ...options, tokenizer }),
      );
      for (const split of ["train", "test"] as const) {
        expect(idsIn(learned as never, split)).toEqual(idsIn(plain as never, split));
      }
      expect(learned?.account).toEqual(plain?.account);
    }
  });

  it("learns characters of train, and reads labels and ratings beside texts", () => {
    const splits = { train: "good\tab c\nbad\tab\n", test: "bad\t ab z \n" };
    const dataset = text({ splits, format: "label-tab", tokenizer: characters() });
    expect(dataset.vocabulary.words.slice(2).join("")).toBe("ab c");
    expect(idsIn(dataset, "test")).toEqual([2, 3, 4, 1, 0]);
    expect(dataset.labels).toEqual(["bad", "good"]);
    const rated = text({
      splits: { train: "3 a b\n" },
      format: "rating-first",
      tokenizer: bytes(),
    });
    expect(idsIn(rated, "train")).toEqual([97, 32, 98, 256]);
  });

  it("cuts to ids, and scores what is left", () => {
    const { account, summary } = text({ splits: { train }, tokenizer: bytes(), maxLength: 8 });
    // "a  rose " is left of the first, the second is whole.
    expect(account?.train).toEqual({
      ...{ items: 2, tokens: 18, words: 4, bytes: 14 },
      cut: { items: 1, tokens: 6 },
    });
    expect(summary.train).toMatchObject({ longest: 8, truncated: 1, tokens: 18 });
  });

  it.each([
    ["a vocabulary", { vocabulary: "a\nb" }, "OPTION", "text.vocabulary"],
    ["lower case", { lowercase: true }, "OPTION", "text.lowercase"],
    ["a limit that it can't heed", { maxVocabulary: 9 }, "OPTION", "text.maxVocabulary"],
    ["nothing to learn from", { tokenizer: characters(), splits: { test: "a" } }, "SPLIT", "text"],
    ["what is no tokenizer", { tokenizer: "bytes" as never }, "OPTION", "text.tokenizer"],
    ["a label without a text", { format: "label-tab" as const }, "DATA", "train, line 1"],
  ])("refuses %s", (_, options, code, where) => {
    const make = () => text({ splits: { train: "0\t \n" }, tokenizer: bytes(), ...options });
    expect(make).toThrow(expect.objectContaining({ code, where }));
  });
});

describe("what a tokenizer learned of train", () => {
  it("is kept with the corpus, refused where it was damaged, and learned anew of other text", async () => {
    const folder = mkdtempSync(join(tmpdir(), "textvae-learned-"));
    let readings = 0;
    const source = (content: string) => {
      const made = bytesSource("train.txt", new TextEncoder().encode(content));
      return {
        ...made,
        stream: () => {
          readings++;
          return made.stream();
        },
      };
    };
    const read = async (content = train, tokenizer: Tokenizer = words()) => {
      const options = { tokenizer };
      const splits = await streamText({ train: [source(content)] }, options, nodeHost(folder));
      return text({ splits, ...options });
    };
    const first = await read();
    expect(readings).toBe(2); // to learn, and to encode
    const again = await read();
    expect(readings).toBe(2);
    expect(again.tokenizer?.keeps).toEqual(first.tokenizer?.keeps);
    expect(idsIn(again, "train")).toEqual(idsIn(first, "train"));
    expect((await read("b c d\nc e\n")).vocabulary.words).toEqual([
      "<eos>",
      "<unk>",
      "c",
      "b",
      "d",
      "e",
    ]);
    expect(readings).toBe(4);
    const alphabets = [await read(train, characters()), await read(train, characters())].map(
      ({ vocabulary }) => vocabulary.words,
    );
    expect(readings).toBe(6);
    expect(alphabets[1]).toEqual(alphabets[0]);
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      if (bytes.includes("TXVPAGES")) continue;
      writeFileSync(path, bytes.fill(0x61, 70, 71));
    }
    await expect(read()).rejects.toThrow(expect.objectContaining({ code: "STORAGE" }));
    rmSync(folder, { recursive: true });
  });
});
