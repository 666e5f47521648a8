import { createRng } from "@textvae/core";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { text } from "../src/index.ts";
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
          return valuesIn(record, ",", true, "train");
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
