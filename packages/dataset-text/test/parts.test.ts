import { gzipSync } from "node:zlib";
import {
  type CorpusHost,
  createRng,
  type PageFile,
  TextvaeError,
  type Tokenizer,
} from "@textvae/core";
import { bytesSource, memoryPages } from "@textvae/corpus";
import { nodeHost } from "@textvae/corpus/node";
import type { PerSplit } from "@textvae/text";
import { bytes, characters } from "@textvae/tokenizer-bytes";
import { bpe } from "@textvae/tokenizer-huggingface";
import { words } from "@textvae/tokenizer-words";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { type ReadingOptions, streamText, streamTextPart } from "../src/index.ts";

type Files = PerSplit<readonly (string | Uint8Array)[]>;

const sourcesOf = (files: Files) =>
  Object.fromEntries(
    Object.entries(files).map(([split, contents = []]) => [
      split,
      contents.map((content, i) => {
        const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
        return bytesSource(contents.length === 1 ? `${split}.txt` : `${split}.${i}.txt`, bytes);
      }),
    ]),
  );
type Sources = ReturnType<typeof sourcesOf>;

/** A host that keeps files in memory. */
const memoryHost = (files: Map<string, PageFile>): CorpusHost => ({
  ...nodeHost(),
  open: async (key) => files.get(key),
  async make(key, make) {
    const file = memoryPages();
    await make(file);
    files.set(key, file);
    return file;
  },
  async forget(key) {
    files.delete(key);
  },
});

/** What is made of sources by one process, or by helpers: all files that are left. */
const kept = async (sources: Sources, options: ReadingOptions, count?: number) => {
  const files = new Map<string, PageFile>();
  const host = memoryHost(files);
  const [notes, read, failed]: [string[], number[], unknown[]] = [[], [], []];
  const helpers = count !== undefined && {
    count,
    async read(parts: readonly number[]) {
      // Whoever is slower has no say in the order.
      for (const index of parts.toReversed()) {
        read.push(index);
        await streamTextPart(sources, options, host, { index, count }).catch((error) => {
          failed.push(error);
          throw error;
        });
      }
    },
    note: (text: string) => void notes.push(text),
  };
  const result = await streamText(sources, options, helpers ? { ...host, helpers } : host).then(
    (splits) =>
      Object.values(splits)
        .find((one) => one !== undefined)
        ?.tokenizer()?.keeps,
    (error: Error) => error,
  );
  const left = [...files].map(([key, file]) => {
    const all = new Uint8Array(file.size());
    file.read(0, all);
    return [key, Buffer.from(all)];
  });
  return { files: Object.fromEntries(left), notes, read, failed, result };
};

/** Lines of an uneven vocabulary with many ties, empty ones among them. */
const lines = (n: number, seed: number, before: (i: number) => string = () => "") => {
  const u = createRng(seed).uniforms(9 * n);
  return Array.from({ length: n }, (_, i) => {
    const length = Math.floor(8 * (u[9 * i] as number));
    const said = Array.from(
      { length },
      (_, t) => `Wörd${Math.floor(1 / (0.004 + (u[9 * i + t + 1] as number)))}`,
    );
    const label = before(i);
    return label === "" ? said.join(" ") : `${label}${["x", ...said].join(" ")}`;
  });
};
const text = (n: number, seed: number) => `${lines(n, seed).join("\n")}\n`;
const three: Files = { train: [text(300, 1)], valid: [text(30, 2)], test: [text(40, 3)] };
const labelled = (n: number, seed: number, label: (i: number) => string) =>
  lines(n, seed, (i) => `${label(i)}\t`).join("\n");
const records = (n: number, seed: number) =>
  lines(n, seed)
    .map((t, i) => JSON.stringify({ t, y: i % 3, id: `n°${i}`, w: 1 + (i % 4), stars: i / 2 }))
    .join("\n");
const csv = (n: number, seed: number) =>
  `t,y\n"a\nb ""c""",1\n${labelled(n, seed, () => "")
    .replaceAll("\t", "")
    .replaceAll("\n", ",2\n")},1\n`;
const parquet = (n: number, seed: number): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({ columnData: [{ name: "t", data: lines(n, seed), type: "STRING" }] }),
  );

const COUNTS = [1, 2, 7];

describe("what helpers read is what one process reads, byte for byte", () => {
  const taught = (make: () => unknown, options: ReadingOptions = {}): ReadingOptions => ({
    ...options,
    tokenizer: make() as Tokenizer,
  });
  test.each<[string, Files, ReadingOptions]>([
    ["of lines", three, {}],
    ["of the most frequent words", three, { maxVocabulary: 40 }],
    ["of words that are not rare", three, { minCount: 3, lowercase: true }],
    ["of cut lines", three, { maxLength: 3 }],
    ["of given words", three, { vocabulary: "Wörd1\nWörd2\nWörd9\n" }],
    ["without train", { test: [text(50, 4)] }, { vocabulary: "Wörd1\nWörd2\n" }],
    [
      "of classes",
      {
        train: [labelled(90, 5, (i) => `c${(7 * i) % 12}`)],
        test: [labelled(30, 6, (i) => `c${i % 12}`)],
      },
      { format: "label-tab" },
    ],
    [
      "of a class for each line",
      { train: [labelled(60, 5, (i) => `c${i}`)] },
      { format: "label-tab" },
    ],
    [
      "of ratings",
      { train: [lines(90, 7, (i) => `${(i % 21) - 9} `).join("\n")] },
      { format: "rating-first" },
    ],
    [
      "of ratings that are read as words",
      { train: [lines(90, 7, (i) => `${i % 5} `).join("\n")] },
      {},
    ],
    [
      "of JSONL",
      { train: [records(80, 8)], valid: [records(20, 9)] },
      {
        format: "jsonl",
        field: "t",
        labelField: "y",
        keepFields: "id,stars:number",
        weightField: "w",
      },
    ],
    [
      "of CSV",
      { train: [csv(60, 10), csv(70, 11)], valid: [csv(9, 12)] },
      { format: "csv", field: "t", labelField: "y" },
    ],
    [
      "of Parquet",
      { train: [parquet(50, 13), parquet(60, 14)] },
      { format: "parquet", field: "t" },
    ],
    [
      "of packed files beside others",
      {
        train: [gzipSync(text(60, 15)), text(90, 16), text(0, 1), gzipSync(text(50, 17))],
        test: [gzipSync(text(20, 18))],
      },
      {},
    ],
    [
      "of a byte order mark, CRLF and no end",
      { train: [`\ufeff${text(90, 19).replaceAll("\n", "\r\n")}\ufeffx y`] },
      {},
    ],
    ["of lone CRs", { train: [text(60, 20).replaceAll("\n", "\r"), text(60, 21)] }, {}],
    [
      "of tabs and quotes",
      { train: [lines(60, 22, (i) => (i % 9 ? '"a b"\n' : "a\tb\n")).join("\n")] },
      {},
    ],
    ["of other separators", { train: ["a\u2028b\nc\\nd\n\n\ne\u0085f\ng h\n"] }, {}],
    ["of bytes", three, taught(() => bytes({}), { maxLength: 20 })],
    ["of learned words", three, taught(() => words({}), { minCount: 2 })],
    ["of learned characters", three, taught(() => characters({}), { lowercase: true })],
    ["of learned pairs", three, taught(() => bpe({}), { maxVocabulary: 300 })],
  ])("%s", async (_, files, options) => {
    const sources = sourcesOf(files);
    const { files: alone, result } = await kept(sources, options);
    expect(result).not.toBeInstanceOf(Error);
    for (const count of COUNTS) {
      const shared = await kept(sources, options, count);
      expect(shared).toMatchObject({ failed: [], notes: [], result });
      expect(shared.read.length).toBeGreaterThanOrEqual(count > 1 ? 2 : 0);
      expect(Object.keys(shared.files)).toEqual(Object.keys(alone));
      for (const [key, file] of Object.entries(alone))
        expect(shared.files[key].equals(file)).toBe(true);
    }
  });
});

const long = (middle: string) => `${text(40, 30)}${middle}\n${text(40, 31)}`;

describe("what one process refuses is refused with the same words", () => {
  test.each<[string, Files, ReadingOptions]>([
    [
      "bytes that are no UTF-8",
      { train: [text(30, 1), Buffer.from(`${text(80, 2)}\xff\n${text(80, 3)}`, "latin1")] },
      {},
    ],
    ["a NUL byte", { train: [long("a\0b")] }, {}],
    ["the end of a sentence", { train: [long("a <eos>")], valid: [text(9, 1)] }, {}],
    ["a lone CR", { train: [long("a b\rc")] }, {}],
    ["a long line", { train: [long("a".repeat(300))] }, { maxLineBytes: 200 }],
    [
      "a line without a tab",
      { train: [labelled(60, 1, () => "c"), `${labelled(60, 2, () => "c")}\nx y\n`] },
      { format: "label-tab" },
    ],
    [
      "a class of test alone",
      { train: [labelled(60, 1, () => "c")], test: [`${labelled(60, 2, () => "c")}\nd\tx\n`] },
      { format: "label-tab" },
    ],
    [
      "what is no JSON",
      { train: [`${records(50, 1)}\n{"t": \n${records(50, 2)}`] },
      { format: "jsonl", field: "t" },
    ],
    [
      "a byte order mark among JSON",
      { train: [`${records(30, 1)}\n\ufeff${records(30, 2)}`] },
      { format: "jsonl", field: "t" },
    ],
    ["names of columns", { train: [`\n\ntext\n${text(60, 1)}`] }, {}],
    [
      "names of columns before integers",
      { train: [`what\tit\n${labelled(60, 1, (i) => `${i % 4}`)}`] },
      { format: "label-tab" },
    ],
    ["tabs in every line", { train: [labelled(60, 1, () => "c")] }, {}],
    [
      "no sentences",
      { train: [text(40, 1)], valid: ["\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"] },
      {},
    ],
    [
      "a packed file that was cut",
      { train: [text(40, 1), gzipSync(text(90, 2)).subarray(0, 300)] },
      {},
    ],
    ["no known word", { train: [text(60, 1)] }, { vocabulary: "one\ntwo\n" }],
    [
      "words that are all rare",
      {
        train: [
          lines(60, 1, (i) => `w${i} `)
            .map((line) => line.slice(0, 3))
            .join("\n"),
        ],
      },
      { minCount: 500 },
    ],
    ["quotes that are open", { train: [csv(30, 1), `t,y\n"a,1\n`] }, { format: "csv", field: "t" }],
  ])("%s", async (_, files, options) => {
    const sources = sourcesOf(files);
    const alone = await kept(sources, options);
    expect(alone.result).toBeInstanceOf(Error);
    for (const count of COUNTS) {
      const shared = await kept(sources, options, count);
      expect(shared.result).toEqual(alone.result);
      expect((shared.result as Error).message).toBe((alone.result as Error).message);
      expect(Object.keys(shared.files)).toEqual([]);
    }
  });
});

test("a text that can't be cut is read by one process, and that is said", async () => {
  const sources = sourcesOf({ train: [gzipSync(text(90, 1))] });
  const shared = await kept(sources, {}, 2);
  expect(shared).toEqual({
    ...(await kept(sources, {})),
    notes: ["train.txt can't be cut: one process reads it"],
  });
});

test("what was left is taken up, and a failure that may pass leaves it", async () => {
  const sources = sourcesOf(three);
  const { files: alone } = await kept(sources, {});
  const files = new Map<string, PageFile>();
  const host = memoryHost(files);
  const read: number[] = [];
  let room = 2;
  const helpers = {
    count: 4,
    async read(parts: readonly number[]) {
      for (const index of parts) {
        if (room-- === 0)
          throw new TextvaeError("STORAGE", "disk", { expected: "room", got: "none" });
        read.push(index);
        await streamTextPart(sources, {}, host, { index, count: 4 });
      }
    },
    note: () => {},
  };
  await expect(streamText(sources, {}, { ...host, helpers })).rejects.toThrow("room");
  expect(files.size).toBe(2);
  await streamText(sources, {}, { ...host, helpers });
  expect(read).toEqual([0, 1, 2, 3]);
  expect([...files.keys()]).toEqual(Object.keys(alone));
});

test("a part that is damaged is read again", async () => {
  const files = new Map<string, PageFile>();
  const host = memoryHost(files);
  const sources = sourcesOf({ train: ["a b\nc d\n"] });
  const left = async () => {
    await streamTextPart(sources, {}, host, { index: 0, count: 2 });
    const [[key, file]] = [...files] as [[string, PageFile]];
    const all = new Uint8Array(file.size());
    file.read(0, all);
    return { key, all };
  };
  const { key, all } = await left();
  files.set(key, memoryPages(all.map((byte, at) => (at === 70 ? byte ^ 1 : byte))));
  expect((await left()).all).toEqual(all);
});
