import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PageFile } from "@textvae/core";
import { describe, expect, it } from "vitest";
import { memoryPages, PagedContent } from "../src/index.ts";
import { nodeHost } from "../src/node/index.ts";
import { createGroupWriter } from "../src/paged/group-writer.ts";
import { countRepeated } from "../src/paged/repeated.ts";
import { pagedItems } from "../src/paged/split-reader.ts";

/** Items of given lengths, item i of ids i, i + 1 … */
const write = (file: PageFile, start: number, lengths: readonly number[]) => {
  const writer = createGroupWriter(file, start, { label: "int32", weight: "float64" });
  for (const [i, length] of lengths.entries()) {
    const ids = Array.from({ length }, (_, t) => i + t);
    writer.add({ ids, hash: i % 1000, columns: { label: -i, weight: i / 2 } });
  }
  return writer.end();
};

describe("groups of items", () => {
  it("are read back, whatever ends a group: items, ids, or an item larger than one", () => {
    const lengths = Array.from({ length: 33_000 }, (_, i) => (i === 7 ? 1_100_000 : i % 3));
    const file = memoryPages();
    const columns = { label: "int32", weight: "float64" } as const;
    const { groups } = write(file, 64, lengths);
    expect(groups.length).toBeGreaterThan(3);
    const items = pagedItems(file, groups, columns);
    expect(items.size).toBe(lengths.length);
    for (const item of [0, 6, 7, 8, 9, 32_767, 32_768, 32_999, 5]) {
      const length = lengths[item] as number;
      expect(items.length(item)).toBe(length);
      const into = new Int32Array(length + 1);
      items.copy(item, into, 1);
      expect([into[0], into[length]]).toEqual([0, length > 0 ? item + length - 1 : 0]);
    }
    const some = Int32Array.of(3, 32_999, 0);
    expect([...items.column("label", some, new Int32Array(3))]).toEqual([-3, -32_999, 0]);
    expect([...items.column("weight", some, new Float64Array(3))]).toEqual([1.5, 16_499.5, 0]);
  });

  it("are read many at once in turn, with the same ids, between others and across groups", () => {
    const file = memoryPages();
    const lengths = Array.from({ length: 300 }, (_, i) => (i === 50 ? 17_000 : (i % 5) * 50));
    const columns = { label: "int32", weight: "float64" } as const;
    const first = write(file, 64, lengths);
    const second = write(file, first.at, lengths);
    let reads = 0;
    const counted: PageFile = {
      ...file,
      read(at, into) {
        reads++;
        file.read(at, into);
      },
    };
    const items = pagedItems(counted, [...first.groups, ...second.groups], columns);
    reads = 0;
    const check = (item: number) => {
      const ids = new Int32Array(items.length(item));
      items.copy(item, ids, 0);
      expect([item, ids.findIndex((id, t) => id !== (item % 300) + t)]).toEqual([item, -1]);
    };
    for (let item = 0; item < 600; item++) check(item);
    expect(reads).toBeLessThan(30);
    for (const item of [599, 0, 1, 300, 2, 3, 299, 300, 301, 50, 51, 350, 49, 50]) check(item);
  });

  it("are compared with each other by their hashes", () => {
    const file = memoryPages();
    const train = write(file, 64, Array(2000).fill(0));
    const valid = write(file, train.at, Array(10).fill(0));
    const columns = { label: "int32", weight: "float64" } as const;
    const splits = { train: train.groups, valid: valid.groups };
    expect(countRepeated(file, splits, columns)).toEqual({
      train: { repeated: {}, within: 1000 },
      valid: { repeated: { train: 10 }, within: 0 },
    });
  });
});

describe("pages in memory", () => {
  it("grow, and refuse what is beyond their end", () => {
    const file = memoryPages(Uint8Array.of(1, 2));
    file.write(5, Uint8Array.of(9));
    const into = new Uint8Array(6);
    file.read(0, into);
    expect([...into]).toEqual([1, 2, 0, 0, 0, 9]);
    expect(() => file.read(3, into)).toThrow(expect.objectContaining({ code: "STORAGE" }));
  });
});

describe("a file of pages that two make at once", () => {
  it("is whole, whoever ends first", async () => {
    const folder = mkdtempSync(join(tmpdir(), "textvae-pages-"));
    const host = nodeHost(folder);
    let [begun, both] = [0, () => {}];
    const other = new Promise<void>((resolve) => {
      both = resolve;
    });
    const make = async (file: PageFile) => {
      file.write(0, Uint8Array.of(7, 7));
      if (++begun === 2) both();
      await other;
      file.write(2, Uint8Array.of(8));
    };
    for (const file of await Promise.all([host.make("key", make), host.make("key", make)])) {
      const into = new Uint8Array(3);
      file.read(0, into);
      expect([...into]).toEqual([7, 7, 8]);
      file.close();
    }
    expect(readdirSync(folder)).toEqual(["key.pages"]);
    rmSync(folder, { recursive: true });
  });
});

describe("what a killed process left unfinished", () => {
  it("goes after a day without a byte; what is still written stays", async () => {
    const folder = mkdtempSync(join(tmpdir(), "textvae-pages-"));
    const [left, written, foreign] = [".tmp-a-key.pages", ".tmp-b-key.pages", ".tmp-notes"];
    for (const name of [left, written, foreign]) writeFileSync(join(folder, name), "1");
    const before = (hours: number) => Date.now() / 1000 - 3600 * hours;
    for (const name of [left, foreign]) utimesSync(join(folder, name), before(25), before(25));
    utimesSync(join(folder, written), before(23), before(23));
    const file = await nodeHost(folder).make("key", async (pages) => {
      pages.write(0, Uint8Array.of(7));
    });
    file.close();
    expect(readdirSync(folder).sort()).toEqual([written, foreign, "key.pages"].sort());
    rmSync(folder, { recursive: true });
  });
});

it("made anew with helpers, what was there is gone when it is asked for, and what they make is found", async () => {
  const folder = mkdtempSync(join(tmpdir(), "textvae-anew-"));
  const write = async (file: PageFile) => file.write(0, Uint8Array.of(1));
  for (const key of ["a", "b"]) (await nodeHost(folder).make(key, write)).close();
  const helpers = { count: 2, read: async () => {}, note: () => {} };
  const host = nodeHost(folder, { anew: true, helpers });
  expect(await host.open("a")).toBeUndefined();
  expect(readdirSync(folder)).toEqual(["b.pages"]);
  (await nodeHost(folder).make("a", write)).close();
  const found = await host.open("a");
  expect(found?.size()).toBe(1);
  found?.close();
  rmSync(folder, { recursive: true });
});

it("contents are known whichever copy of this package made them", () => {
  const ofAnother = { [Symbol.for("@textvae/corpus/paged-content")]: true };
  expect(ofAnother).toBeInstanceOf(PagedContent);
  for (const other of [{}, null, "text"]) expect(other).not.toBeInstanceOf(PagedContent);
});
