import { gzipSync } from "node:zlib";
import { createRng } from "@textvae/core";
import { blobSource, pageHost } from "@textvae/corpus/page";
import { describe, expect, it } from "vitest";
import { formatOf, heldOutOf, isPlain, trainedFile } from "../src/app/train/files.ts";
import { sentencesOf, spaced } from "../src/app/train/prose.ts";
import { written } from "../src/app/train/written.ts";

const TEXT = "It's late. We go!\r\nthe cat sat .\n\n  A dog – two dogs?  Yes.\nthe end";

const read = async (name: string, bytes: BlobPart) => {
  const source = written(blobSource(new File([bytes], name, { lastModified: 3 })), pageHost());
  const found: Uint8Array[] = [];
  for await (const piece of source.stream()) found.push(piece);
  return { text: Buffer.concat(found).toString(), stamp: source.stamp };
};

describe("what is read in the place of a file", () => {
  it("of plain text, packed or not, are the sentences of the same text when it is pasted", async () => {
    const sentences = `${sentencesOf(TEXT).join("\n")}\n`;
    expect(sentences).toContain("we go !\n");
    const plain = await read("a.txt", TEXT);
    expect(plain.text).toBe(sentences);
    expect((await read("a.txt.gz", gzipSync(TEXT))).text).toBe(sentences);
    expect(plain.stamp).not.toBe(blobSource(new File([TEXT], "a.txt", { lastModified: 3 })).stamp);
  });

  it("of records is what stands there", async () => {
    expect((await read("a.jsonl", TEXT)).text).toBe(TEXT);
  });

  it("is refused where a line is no UTF-8, by its place in the file", async () => {
    const bytes = Uint8Array.of(...new TextEncoder().encode("A b.\nc "), 0xff, 0x0a);
    await expect(read("a.txt", bytes)).rejects.toMatchObject({
      code: "ENCODING",
      message: expect.stringMatching(/a\.txt.*byte 7, line 2/),
    });
  });
});

describe("plain English is taken apart as the segmenters of the engine take it", () => {
  // Not the marks between letters of which engines think differently.
  const PARTS = [
    ...["a", "B", "z", "0", "7", "_", ",", "'", '"', ";", "! ", " . ", "?", " ", "  ", "\t", "-"],
    ...["(", ")", "$", "%", "@", "~", "[", "*", "don't", "3.14", "1,000"],
  ];
  const [words, sentences] = (["word", "sentence"] as const).map(
    (granularity) => new Intl.Segmenter("en", { granularity }),
  ) as [Intl.Segmenter, Intl.Segmenter];
  const bySegmenter = (line: string) =>
    [...sentences.segment(line.trim())]
      .map(({ segment }) => [...words.segment(segment.toLowerCase())])
      .map((found) => found.map(({ segment }) => segment.trim()).filter((word) => word !== ""))
      .map((found) => found.join(" "))
      .filter((sentence) => sentence !== "");

  it("whatever marks stand in it", () => {
    const draws = createRng(3).uniforms(9 * 3000);
    for (let i = 0; i < draws.length; i += 9) {
      const some = [...draws.subarray(i, i + 9)].map((u) => PARTS[Math.floor(u * PARTS.length)]);
      const line = some.join("");
      expect(sentencesOf(line), line).toEqual(bySegmenter(line));
    }
  });

  it("with marks between letters in their words", () => {
    expect(spaced("The U.S. of A: it's 3.5.")).toBe("the u.s . of a : it's 3.5 .");
  });

  it("and other text by them", () => {
    const line = "Der Bär – schläft.  L’ours dort «bien».";
    expect(sentencesOf(line)).toEqual(bySegmenter(line));
  });
});

it("files are known by their names, and of large ones no more is held out", () => {
  expect(["a.JSONL.gz", "b.tsv", "c.txt.gz", "d"].map(formatOf)).toEqual([
    ...["jsonl", "tsv"],
    ...["lines", "lines"],
  ]);
  expect(["a.txt", "a.txt.gz", "a.csv"].map(isPlain)).toEqual([true, false, false]);
  const of = (size: number) => heldOutOf({ ...trainedFile(new File([], "a"), ""), size });
  expect([of(1), of(5_000_000), of(2_000_000_000)]).toEqual([10, 10, 4000]);
});
