import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createRng, type Dataset, referenceOf } from "@textvae/core";
import { bytesSource, inspectCorpus, type PagedContent } from "@textvae/corpus";
import { fileSource, nodeHost } from "@textvae/corpus/node";
import { testDataset } from "@textvae/testing";
import { unigram } from "@textvae/text";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, it } from "vitest";
import { type ReadingOptions, streamHeldOut, streamText, text } from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "textvae-stream-"));
afterAll(() => rmSync(folder, { recursive: true }));

const encode = (content: string) => new TextEncoder().encode(content);

/** A source whose bytes come in pieces of a few, all in the same memory. */
const inPieces = (content: string | Uint8Array, size = 7) => {
  const bytes = typeof content === "string" ? encode(content) : content;
  const source = bytesSource("train.txt", bytes);
  return {
    ...source,
    async *stream() {
      const piece = new Uint8Array(size);
      for (let at = 0; at < bytes.length; at += size) {
        const part = bytes.subarray(at, at + size);
        piece.set(part);
        yield piece.subarray(0, part.length);
      }
    },
  };
};

type Texts = { readonly train: string; readonly valid?: string; readonly test?: string };
const streamed = async (texts: Texts, options: ReadingOptions = {}, host = nodeHost()) => {
  const sources = Object.entries(texts).map(([split, content]) => [
    split,
    [{ ...inPieces(content), name: `${split}.txt` }],
  ]);
  return text({ splits: await streamText(Object.fromEntries(sources), options, host), ...options });
};

/** All that a model or a run sees of a dataset. */
const seen = (dataset: Dataset) => ({
  ...{ words: dataset.vocabulary.words, labels: dataset.labels, provides: dataset.provides },
  ...{ account: dataset.account, notes: dataset.notes },
  unigram: dataset.splits.map((split) => unigram(dataset, split)),
  epochs: dataset.splits.flatMap((split) =>
    [
      { batchSize: 3 },
      { batchSize: 3, rng: createRng(5) },
      { batchSize: 64, rng: createRng(6) },
    ].map((options) => {
      const epoch = dataset.epoch(split, options);
      return Array.from({ length: epoch.length }, (_, index) => epoch.at(index));
    }),
  ),
});

/** Sentences of 0 to 12 words of an uneven vocabulary, some of them again and again. */
const lines = (n: number, seed: number, labels = 0) => {
  const u = createRng(seed).uniforms(14 * n);
  return Array.from({ length: n }, (_, i) => {
    const length = Math.floor(13 * (u[14 * i] as number));
    const words = Array.from(
      { length },
      (_, t) => `wörd${Math.floor(1 / (0.002 + (u[14 * i + t + 1] as number)))}`,
    );
    const label = labels ? `${(i * 7) % labels}\t${words[0] ?? "x"} ` : "";
    return `${label}${words.join(" ")}`;
  }).join("\n");
};
const texts: Texts = { train: lines(700, 1), valid: lines(40, 2), test: lines(50, 3) };

describe("text that is streamed is text in memory", () => {
  it.each<[string, Texts, ReadingOptions]>([
    ["plain", texts, {}],
    [
      "cut, folded and with a small vocabulary",
      texts,
      { maxLength: 4, lowercase: true, minCount: 2, maxVocabulary: 60 },
    ],
    ["with a given vocabulary", texts, { vocabulary: "wörd1\nwörd2\nwörd9\n" }],
    ["with classes", { train: lines(60, 4, 12), test: lines(30, 5, 12) }, { format: "label-tab" }],
    [
      "with CRLF and a byte order mark",
      { train: `\ufeff${texts.train.replaceAll("\n", "\r\n")}` },
      {},
    ],
    ["with lone CRs", { train: texts.train.replaceAll("\n", "\r") }, {}],
    [
      "of JSONL",
      {
        train:
          '{"id": 1, "t": "a b\u2028c\\nd", "y": 2}\n\n{"t": "", "y": "02"}\n{"y": 10, "t": "b é"}\n',
      },
      { format: "jsonl", field: "t", labelField: "y" },
    ],
    [
      "of CSV",
      { train: '\ufefft,"a ""name"""\r\n"a, b\r\n\r\nc ""d""",x\r\ne,y\r\n', test: 'a,t\nx,"e"\n' },
      { format: "csv", field: "t" },
    ],
    [
      "of TSV without quotes",
      { train: 'y\tt\n1\t"a b\n2\tc "d\n' },
      { format: "tsv", field: "t", labelField: "y", quotes: false },
    ],
    ["with separators of other systems", { train: "a\u2028b c\nd\u0085e\nf\n" }, {}],
  ])("%s", async (_, splits, options) => {
    const [memory, paged] = [text({ splits, ...options }), await streamed(splits, options)];
    expect(seen(paged)).toEqual(seen(memory));
    expect(paged.summary).toEqual(memory.summary);
    expect(referenceOf(paged)).toMatchObject(referenceOf(memory) as object);
  });

  describe("of which one sentence of ten is held out", () => {
    const held = async (content: string, options: ReadingOptions = {}, host = nodeHost()) => {
      const half = Math.floor(content.length / 2);
      const cut = content.indexOf("\n", half) + 1;
      const parts =
        options.format === "csv" ? [content] : [content.slice(0, cut), content.slice(cut)];
      const sources = parts.map((part, i) => ({ ...inPieces(part, 64), name: `${i}.txt` }));
      return text({ splits: await streamHeldOut(sources, options, host, 10), ...options });
    };
    /** The same by hand: `first` lines stay in both. */
    const byHand = (content: string, every: number, first = 0): Texts => {
      const all = content.split("\n").filter((line) => line.trim() !== "");
      const [head, rest] = [all.slice(0, first), all.slice(first)];
      const some = (held: boolean) => rest.filter((_, i) => (i % every === every - 1) === held);
      return {
        train: [...head, ...some(false)].join("\n"),
        valid: [...head, ...some(true)].join("\n"),
      };
    };
    it.each<[string, string, number, ReadingOptions, number?]>([
      ["of many lines", lines(400, 7), 10, { maxLength: 5 }],
      ["of few", "a b\nc\n\nd e\n", 3, {}],
      ["with classes", lines(100, 8, 3), 10, { format: "label-tab" }],
      [
        "of records with names",
        `t,u\n${lines(80, 9).replaceAll(/^$/gm, "x").replaceAll(/$/gm, ",1")}`,
        10,
        { format: "csv", field: "t" },
        1,
      ],
    ])("%s", async (_, content, every, options, head) => {
      const [memory, paged] = [
        text({ splits: byHand(content, every, head), ...options }),
        await held(content, options),
      ];
      expect(seen(paged)).toEqual(seen(memory));
    });

    it("and the second time reads nothing", async () => {
      const host = nodeHost(mkdtempSync(join(folder, "held-")));
      let read = 0;
      const source = bytesSource("all.txt", encode(lines(50, 3)));
      const counted = {
        ...source,
        async *stream() {
          read++;
          yield* source.stream();
        },
      };
      await streamHeldOut([counted], {}, host, 10);
      expect(read).toBe(3); // for the first ten, for train, and for valid
      await streamHeldOut([counted], {}, host, 10);
      expect(read).toBe(3);
      await streamText({ train: [counted] }, {}, host); // which is another corpus
      expect(read).toBe(4);
    });

    it("is refused where there is one, with its name", async () => {
      await expect(held("one\n")).rejects.toMatchObject({
        code: "SPLIT",
        where: expect.stringMatching("0.txt"),
      });
    });
  });

  it("in its order, whatever numbers are asked for", async () => {
    const [memory, paged] = [text({ splits: texts }), await streamed(texts)];
    const items = Int32Array.of(5, 6, 7, 300, 2);
    expect(paged.batch?.("train", items)).toEqual(memory.batch?.("train", items));
  });

  it.each<[string, Texts, ReadingOptions]>([
    ["Latin-1", { train: "a\nb", valid: "" }, {}],
    ["a line without a tab", { train: "0\ta\n\n1 b\n1\tc\n" }, { format: "label-tab" }],
    ["JSON", { train: '{"a": 1}\n{"a": 2}\n' }, {}],
    ["quotes around every text", { train: '0\t"a"\nb "b"\n1\t"c"\n' }, { format: "label-tab" }],
    [
      "a class that train has not",
      { train: "0\ta b\n1\tc\n", test: "1\ta\n2\tb\n" },
      { format: "label-tab" },
    ],
    ["the end of a sentence", { train: "a b\nc <eos>\n" }, {}],
    ["a lone CR", { train: "a b\nc\rd\n" }, {}],
    [
      "a field that is not there",
      { train: '{"text": "a b"}\n' },
      { format: "jsonl", field: "txt" },
    ],
    ["a text that is a number", { train: '{"text": 3}\n' }, { format: "jsonl", field: "text" }],
    [
      "what is no JSON",
      { train: '{"text": "a b"}\n{"text": \n' },
      { format: "jsonl", field: "text" },
    ],
    ["a column that comes twice", { train: "t,t\na,b\n" }, { format: "csv", field: "t" }],
    ["a ragged row", { train: "t,u\na,b\nc\n" }, { format: "csv", field: "t" }],
    ["a stray quote", { train: 't,u\na "b",c\n' }, { format: "csv", field: "t" }],
    [
      "a quote that is not closed",
      { train: 't,u\na,b\n"c,d\ne,f\n' },
      { format: "csv", field: "t" },
    ],
    ["records without a field", { train: "t\na\n" }, { format: "csv" }],
    ["a field of lines", { train: "a b\n" }, { field: "t" }],
    ["a foreign vocabulary", { train: "a b\n" }, { vocabulary: "x\ny\n" }],
    ["min-count above every count", { train: "a b\n" }, { minCount: 9 }],
  ])("in what it refuses: %s", async (_, splits, options) => {
    const told = (error: unknown) => String(error);
    const memory = await Promise.resolve()
      .then(() => text({ splits, ...options }))
      .catch(told);
    expect(await streamed(splits, options).catch(told)).toBe(memory);
  });

  it.each([1, 2, 3, 5, 64])("in the place of what is no UTF-8, in pieces of %d", async (size) => {
    const bytes = Uint8Array.of(...encode("aé\n漢字 b\n"), 0x61, 0xe6, 0xbc, 0x0a, 0x62);
    // By hand: the decoder gives up where the third byte of a character should stand.
    const message = "train: expected UTF-8; got an invalid sequence at byte 16, line 3";
    expect(() => text({ splits: { train: bytes } })).toThrow(message);
    const made = streamText({ train: [inPieces(bytes, size)] }, {}, nodeHost());
    await expect(made).rejects.toThrow(message);
  });

  it("in the place of a line that is too long, before its end has come", async () => {
    const train = `a b\n${"é".repeat(90)}\nd\n`;
    const message = "train, line 2: expected at most 50 bytes";
    expect(() => text({ splits: { train }, maxLineBytes: 50 })).toThrow(message);
    await expect(streamed({ train }, { maxLineBytes: 50 })).rejects.toThrow(message);
  });
});

describe("rows of Parquet", () => {
  type Review = readonly (string | Uint8Array)[];
  const columns = (labels: readonly unknown[], review: Review = ["a b", "", "c é", "a"]) => [
    { name: "id", data: review.map((_, i) => i), type: "INT32" as const },
    {
      name: "review",
      data: [...review],
      type: typeof review[0] === "string" ? "STRING" : "BYTE_ARRAY",
    },
    { name: "stars", data: [...labels], type: "INT64" as const },
  ];
  const source = (labels: readonly unknown[], review?: Review) =>
    bytesSource(
      "train.parquet",
      new Uint8Array(
        parquetWriteBuffer({ columnData: columns(labels, review) as never, rowGroupSize: 2 }),
      ),
    );
  const options = { format: "parquet", field: "review", labelField: "stars" } as const;

  it("are text as the same records of JSONL", async () => {
    const file = source([5n, 1n, 12n, 5n]);
    const splits = await streamText({ train: [file] }, options, nodeHost());
    const train = '{"t":"a b","y":5}\n{"t":"","y":1}\n{"t":"c é","y":12}\n{"t":"a","y":5}\n';
    const lines = text({ splits: { train }, format: "jsonl", field: "t", labelField: "y" });
    const rows = text({ splits, ...options });
    expect(seen(rows)).toEqual(seen(lines));
    const bytes = await file.range?.slice(0, file.range.size);
    const sha256 = createHash("sha256")
      .update(bytes as Uint8Array)
      .digest("hex");
    expect(splits.train?.sha256).toBe(sha256);
  });

  it.each([
    ["a column that it has not", source([1n, 1n, 1n, 1n]), { field: "text" }, "DATA"],
    ["what is none", bytesSource("train.parquet", encode("a rose is a rose")), {}, "DATA"],
    ["a cut file", bytesSource("train.parquet", new Uint8Array(2)), {}, "DATA"],
    [
      "strings of Latin-1",
      source([1n, 2n], [encode("a"), Uint8Array.of(97, 0xe9)]),
      {},
      "ENCODING",
    ],
    ["what can't be read by range", inPieces("a"), {}, "CAPABILITY"],
  ])("are refused of %s", async (_, file, other, code) => {
    const { range: _range, ...streamed } = file;
    const given = code === "CAPABILITY" ? streamed : file;
    const made = streamText({ train: [given] }, { ...options, ...other }, nodeHost());
    await expect(made).rejects.toMatchObject({ code });
  });

  it("are not read as the content of a file", () => {
    const make = () => text({ splits: { train: "a b" }, ...options });
    expect(make).toThrow(expect.objectContaining({ code: "OPTION", where: "text.splits" }));
  });
});

describe("what a corpus holds", () => {
  it("is counted, with examples of what is long and of what was cut", async () => {
    const train = "a b c d e\nb\n\nb\na c\nb\n";
    const splits = { train: [inPieces(train)], test: [inPieces("b\nz z z z\n")] };
    const { train: content } = await streamText(splits, { maxLength: 3 }, nodeHost());
    const held = inspectCorpus((content as PagedContent).corpus());
    // By hand.
    expect(held.train).toMatchObject({
      ...{ sentences: 5, tokens: 13, unknown: 0, emptyLines: 1, within: 2, repeated: {} },
      lengths: { least: 1, median: 1, ninety: 3, ninetyNine: 3, greatest: 3 },
      longest: [
        { sentence: 1, length: 3, text: "a b c" },
        { sentence: 4, length: 2, text: "a c" },
        { sentence: 2, length: 1, text: "b" },
      ],
      cut: { items: 1, tokens: 2 },
      cutExamples: [{ where: "train, line 1", lost: "d e" }],
    });
    expect(held.test).toMatchObject({ unknown: 3, repeated: { train: 1 }, within: 0 });
  });
});

describe("files", () => {
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return fileSource(join(folder, name));
  };

  it("of gzip, of several members and of several files are one text", async () => {
    const [first, second] = [texts.train.slice(0, 3000), texts.train.slice(3000)];
    const two = Buffer.concat([gzipSync(first), gzipSync(second)]);
    const memory = text({ splits: { train: texts.train } });
    const packed = await streamText({ train: [write("train.gz", two)] }, {}, nodeHost());
    expect(text({ splits: packed }).account).toEqual(memory.account);
    const at = texts.train.indexOf("\n", 3000) + 1;
    const files = [write("1.txt", texts.train.slice(0, at)), write("2.txt", texts.train.slice(at))];
    const several = await streamText({ train: files }, {}, nodeHost());
    const sha256 = createHash("sha256").update(texts.train).digest("hex");
    expect(several.train).toMatchObject({ bytes: encode(texts.train).length, sha256 });
    expect(seen(text({ splits: several })).epochs).toEqual(seen(memory).epochs);
    const cut = write("cut.gz", two.subarray(0, two.length - 9));
    await expect(streamText({ train: [cut] }, {}, nodeHost())).rejects.toMatchObject({
      code: "DATA",
      message: expect.stringContaining("expected a whole gzip file"),
    });
  });

  it("are closed when their reader leaves, by an error or by itself", async () => {
    const left: string[] = [];
    const watched = (bytes: Uint8Array) => ({
      ...bytesSource("watched.txt", bytes),
      async *stream() {
        try {
          yield bytes;
          yield encode("more\n");
        } finally {
          left.push("closed");
        }
      },
    });
    const bad = encode("a <eos>\nb\n");
    for (const bytes of [bad, gzipSync(bad)]) {
      await expect(streamText({ train: [watched(bytes)] }, {}, nodeHost())).rejects.toThrow();
    }
    expect(left).toEqual(["closed", "closed"]);
  });

  it("are read once, until they change", async () => {
    const host = nodeHost(join(folder, "cache"));
    const source = write("again.txt", texts.train);
    const first = text({ splits: await streamText({ train: [source] }, {}, host) });
    const unread = { ...source, stream: () => expect.unreachable("it was read again") };
    const second = text({ splits: await streamText({ train: [unread] }, {}, host) });
    expect(seen(second)).toEqual(seen(first));
    const other = streamText({ train: [unread] }, { maxLength: 3 }, host);
    await expect(other).rejects.toThrow("read again");
    await new Promise((resolve) => setTimeout(resolve, 2));
    const changed = write("again.txt", texts.train);
    expect(changed.stamp).not.toBe(source.stamp);
    expect(readdirSync(join(folder, "cache")).filter((name) => name.startsWith(".tmp"))).toEqual(
      [],
    );
  });

  it("that were damaged since are refused", async () => {
    const cache = join(folder, "damaged");
    const source = write("damaged.txt", texts.train);
    const open = () => streamText({ train: [source] }, {}, nodeHost(cache));
    await open();
    const path = join(cache, readdirSync(cache)[0] as string);
    const whole = readFileSync(path);
    const refused = expect.objectContaining({ code: "STORAGE" });
    const flipped = (at: number) => whole.map((byte, i) => (i === at ? byte ^ 1 : byte));
    const wrong: readonly Uint8Array[] = [
      new Uint8Array(),
      whole.subarray(0, 40),
      whole.subarray(0, whole.length - 1),
      encode("a rose is a rose"),
      ...[0, 8, 20, 40, 64, 5000, whole.length - 2].map(flipped),
    ];
    for (const bytes of wrong) {
      writeFileSync(path, bytes);
      await expect(open()).rejects.toThrow(refused);
    }
    writeFileSync(path, whole);
    await open();
  });
});

describe("streamed text keeps the laws", async () => {
  testDataset({
    dataset: await streamed({ train: lines(80, 7), valid: "x\n" }, { maxVocabulary: 50 }),
  });
});
