import { createRng, type Dataset } from "@textvae/core";
import { bytesSource } from "@textvae/corpus";
import { nodeHost } from "@textvae/corpus/node";
import { testDataset } from "@textvae/testing";
import { parse } from "csv-parse/sync";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { streamText, text } from "../src/index.ts";
import { valuesIn } from "../src/separated-reader.ts";
import { textFiles } from "../src/split-files.ts";

describe("a record of CSV", () => {
  /** Strings of up to 12 of these signs, in which quotes are often wrong. */
  const records = Array.from({ length: 2000 }, (_, i) => {
    const u = createRng(i).uniforms(13);
    const length = Math.floor(13 * (u[12] as number));
    return Array.from(u.subarray(0, length), (v) => 'a"",\n b'[Math.floor(7 * v)]).join("");
  }).filter((record) => record !== "" && !/^\s*$/.test(record));

  it("has the values that csv-parse 7.0.3 finds, or is refused where it refuses", () => {
    let [same, refused] = [0, 0];
    for (const record of records) {
      const theirs = (() => {
        try {
          // One record: an end of line within it is none of its quotes.
          const rows = parse(record, { relax_column_count: true, record_delimiter: "\u0000" });
          return rows[0] as string[];
        } catch {
          return undefined;
        }
      })();
      const ours = (() => {
        try {
          return valuesIn(record, ",", true, () => "train");
        } catch {
          return undefined;
        }
      })();
      expect([record, ours]).toEqual([record, theirs]);
      if (ours) same++;
      else refused++;
    }
    expect(same).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});

describe("records in memory", () => {
  it("are told by their lines, however many these are", () => {
    const train = 't,y\n"a\nb",1\n"c",2\nd "e",3\n';
    expect(() => text({ splits: { train }, format: "csv", field: "t" })).toThrow(
      /^train, line 5: expected quotes around whole values alone; got .*--no-quotes/,
    );
  });

  it("give classes and words", () => {
    const train =
      '{"text": "a b c", "stars": 5}\n{"text": "a", "stars": "05"}\n{"text": "b", "stars": -1}\n';
    const dataset = text({
      splits: { train },
      format: "jsonl",
      field: "text",
      labelField: "stars",
    });
    expect(dataset.labels).toEqual(["-1", "5"]);
    expect(dataset.account?.train).toMatchObject({ items: 3, tokens: 8 });
  });
});

describe("files of records", () => {
  const names = [
    "train.jsonl",
    "valid.jsonl",
    "train.csv",
    "test/2.csv",
    "test/10.csv.gz",
    "notes.md",
  ];
  it("are taken where a field is named", () => {
    expect(textFiles(names)).toBeUndefined();
    expect(textFiles(["train.jsonl", "a.train.txt"])).toEqual({
      contents: { splits: { train: "a.train.txt" } },
    });
    expect(textFiles(["train.jsonl"], { field: "t" })).toEqual({
      contents: { splits: { train: "train.jsonl" } },
      options: { format: "jsonl" },
    });
    expect(textFiles(names, { field: "t", format: "csv" })).toEqual({
      contents: { splits: { train: "train.csv", test: ["test/2.csv", "test/10.csv.gz"] } },
      options: { format: "csv" },
    });
  });

  it.each([
    [names, { field: "t" }, "records of one kind"],
    [["train.txt", "train.txt.gz"], {}, "one file for train"],
    [["train.txt", "train.1.txt", "train.2.txt"], {}, "one file for train"],
    [["val.txt", "dev/1.txt"], {}, "one file for valid"],
  ])("are refused where two are meant for one split: %j", (files, options, message) => {
    expect(() => textFiles(files, options)).toThrow(message);
    expect(() => textFiles(files, options)).toThrow(expect.objectContaining({ code: "SPLIT" }));
  });
});

describe("what no file of lines holds, within a record,", () => {
  // Half a pair became U+FFFD in pages, where it was another word at each line, with the id of the end.
  it.each([
    ["jsonl", '{"t":"a \\ud800 b"}\n{"t":"a \\ud800 b"}', /^train, line 1: .*halves.*\\ud800/],
    ["jsonl", '{"t":"a b"}\n{"t":"a\\u0000b"}', /^train, line 2: expected text in "t" without NUL/],
    ["jsonl", '{"t":"a b","l":"\\udc00"}', /^train, line 1: expected text in "l" without/],
    [
      "jsonl",
      '{"t":"a b","l":" "}',
      /^train, line 1: expected the name of a class in "l"; got " "/,
    ],
    ["csv", "l,t\nx,a b\n,c d\n", /^train, line 3: expected the name of a class in "l"; got ""/],
  ] as const)("is refused: %s %j", async (format, train, message) => {
    const options = { format, field: "t", ...(/\bl\b/.test(train) && { labelField: "l" }) };
    const sources = { train: [bytesSource("train", new TextEncoder().encode(train))] };
    expect(() => text({ splits: { train }, ...options })).toThrow(message);
    await expect(streamText(sources, options, nodeHost())).rejects.toThrow(message);
  });

  it("is refused of what is kept beside its text", () => {
    const train = '{"t":"a b","id":"\\ud800"}';
    const read = () => text({ splits: { train }, format: "jsonl", field: "t", keepFields: "id" });
    expect(read).toThrow(/in "id" without NUL and halves/);
  });
});

describe("a weight of the text", () => {
  const jsonl = '{"t":"a b","w":0.5}\n{"t":"c","w":2}\n{"t":"a b c","w":1}\n';
  const csv = "t,w\na b,0.5\nc,2\na b c,1\n";
  const options = { field: "t", weightField: "w" };
  const paged = async (format: "jsonl" | "csv", train: string) => {
    const sources = { train: [bytesSource("train", new TextEncoder().encode(train))] };
    const reading = { format, ...options };
    return text({ splits: await streamText(sources, reading, nodeHost()), ...reading });
  };

  it.each([
    ["jsonl", jsonl],
    ["csv", csv],
  ] as const)("stands in batches and beside it: %s", async (format, train) => {
    const kept = text({ splits: { train }, format, ...options });
    for (const dataset of [kept, await paged(format, train)]) {
      expect(dataset.provides).toEqual(["text", "weights_B", "w"]);
      const { weights_B } = dataset.batch?.("train", Int32Array.of(1, 0)) ?? {};
      expect(weights_B).toEqual(Float32Array.of(2, 0.5));
      expect(dataset.beside?.("train", Int32Array.of(2))).toEqual([{ w: 1 }]);
    }
  });
  testDataset({ dataset: text({ splits: { train: jsonl }, format: "jsonl", ...options }) });

  it.each(["0", "-1", "1e-60", '"x"', "null"])("is refused where it is none: %s", (weight) => {
    const train = `{"t":"a","w":1}\n{"t":"b","w":${weight}}\n`;
    const read = () => text({ splits: { train }, format: "jsonl", ...options });
    expect(read).toThrow(/^train, line 2: expected a (weight above 0|finite number) in "w"/);
  });
});

describe("fields beside the text", () => {
  const RECORDS = [
    ["n-1", "4.5", "-7", "a rose is a rose"],
    ["", "1e-3", "0", "a b"],
    ['ü, "x"', "2", "2147483647", "red"],
  ] as const;
  const csv = `id,stars,n,t\n${RECORDS.map((record) => record.map((v) => `"${v.replaceAll('"', '""')}"`).join(",")).join("\n")}\n`;
  const jsonl = RECORDS.map(([id, stars, n, t]) =>
    JSON.stringify({ id, stars: Number(stars), n: Number(n), t, more: 1 }),
  ).join("\n");
  const columnData = ["id", "stars", "n", "t"].map((name, at) => ({
    name,
    data: RECORDS.map((record) => (at % 3 ? Number(record[at]) : record[at])),
    type: at % 3 ? ("DOUBLE" as const) : ("STRING" as const),
  }));
  const parquet = new Uint8Array(parquetWriteBuffer({ columnData }));
  const reading = { field: "t", keepFields: "id, stars:number,n:integer" };
  const expected = RECORDS.map(([id, stars, n]) => ({ id, stars: Number(stars), n: Number(n) }));
  const rows = Int32Array.of(2, 0, 1);

  const check = (dataset: Dataset) => {
    testedFields(dataset);
    expect(dataset.beside?.("train", rows)).toEqual([...rows].map((row) => expected[row]));
    const { fields } = dataset.batch?.("train", rows) ?? {};
    expect(fields).toEqual({
      stars: Float32Array.of(2, 4.5, 1e-3),
      n: Int32Array.of(2_147_483_647, -7, 0),
    });
  };
  const testedFields = ({ fields, provides }: Dataset) => {
    expect(fields).toEqual({
      stars: { shape: [], dtype: "float32" },
      n: { shape: [], dtype: "int32" },
    });
    expect(provides).toEqual(["text", "stars", "n"]);
  };

  it.each([
    ["jsonl", jsonl],
    ["csv", csv],
  ] as const)("are given back of %s in memory", (format, train) => {
    check(text({ splits: { train }, format, ...reading }));
  });

  it.each([
    ["jsonl", new TextEncoder().encode(jsonl)],
    ["csv", new TextEncoder().encode(csv)],
    ["parquet", parquet],
  ] as const)("are given back of %s from pages", async (format, bytes) => {
    const options = { format, ...reading };
    const sources = { train: [bytesSource(`train.${format}`, bytes)] };
    check(text({ splits: await streamText(sources, options, nodeHost()), ...options }));
  });

  it("fill groups of pages, whatever their lengths", async () => {
    const ids = Array.from({ length: 40_000 }, (_, i) => "é".repeat(i % 97) + i);
    const train = ids.map((id) => JSON.stringify({ id, t: "a b" })).join("\n");
    const options = { format: "jsonl", field: "t", keepFields: "id" } as const;
    const sources = { train: [bytesSource("train.jsonl", new TextEncoder().encode(train))] };
    const dataset = text({ splits: await streamText(sources, options, nodeHost()), ...options });
    const all = dataset.beside?.(
      "train",
      Int32Array.from(ids, (_, i) => i),
    );
    expect(all?.map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    [
      '{"t": "a", "n": 2147483648}',
      "n:integer",
      /^train, line 1: expected a whole number of 32 b.*2147483648.*n:string/,
    ],
    ['{"t": "a", "n": "x"}', "n:number", /a finite number in "n"; got "x"/],
    ['{"t": "a", "n": null}', "n", /a string, or a number of .* in "n"; got null/],
    // 1234567890123456789 and its neighbour are one number of JSON.
    ['{"t": "a", "n": 1234567890123456789}', "n", /no digit is lost in "n".*Write it in quotes/],
    ['{"t": "a", "n": 1e999}', "n", /no digit is lost in "n"/],
    ['{"t": "a", "n": "1234567890123456789"}', "n:number", /finite number in "n".*n:string/],
    ['{"t": "a", "m": 1}', "n", /a field "n"; got t, m/],
    ['{"t": "a", "text": 1}', "text:integer", /keepFields/],
    ['{"t": "a", "text": 1}', ":integer", /keepFields/],
  ])("are refused where they are of another kind: %s as %s", (train, keepFields, message) => {
    const read = () => text({ splits: { train }, format: "jsonl", field: "t", keepFields });
    expect(read).toThrow(message);
  });
});
