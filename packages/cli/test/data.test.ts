import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { main } from "../src/main.ts";
import {
  contents,
  folderOf,
  run,
  sentences,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

const csv = (text: string): string =>
  ["id,review", ...text.split("\n").map((line, i) => `${i},"${line}, he said"`)].join("\n");

interface Beside {
  readonly beside: object;
}

describe("data", () => {
  test("prepare keeps what training and inspect then read; damaged, it is made anew", async () => {
    const data = folderOf({
      "train.csv.gz": gzipSync(csv(sentences(60))),
      "valid.csv": csv(sentences(12, 3)),
    });
    const cache = temporaryFolder();
    const reading = ["--data", data, "--field", "review", "--cache", cache];
    reading.push("--keep-fields", "id:integer");
    const prepared = await run("data", "prepare", ...reading);
    expect(prepared).toMatchObject({ code: 0, err: "" });
    expect(prepared.out).toBe(
      `prepared in ${cache}: 60 sentences of train, 12 sentences of valid\n`,
    );
    const [name, ...others] = readdirSync(cache);
    expect(others).toEqual([]);
    const path = join(cache, name as string);
    const before = readFileSync(path);

    const folder = temporaryFolder();
    const trained = await run("train", ...TINY, ...reading, "--steps", "2", "--run", folder);
    expect(trained.code).toBe(0);
    const asked = ["--run", folder, "--split", "valid"];
    const ids = Array.from({ length: 12 }, (_, id) => ({ id }));
    const scored = await run("score", ...asked, "--json");
    expect(JSON.parse(scored.out).scores.map(({ beside }: Beside) => beside)).toEqual(ids);
    const codes = join(temporaryFolder(), "codes.jsonl");
    await run("encode", ...asked, "--out", codes);
    const lines = readFileSync(codes, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as Beside).beside)).toEqual(ids);
    const records = '{"id":7,"review":"a rose"}\n{"id":3,"review":""}\n{"id":-1,"review":"is"}\n';
    const file = join(folderOf({ "new.jsonl": records }), "new.jsonl");
    const other = await run("score", "--run", folder, "--file", file, "--json");
    const found = JSON.parse(other.out).scores.map(({ beside }: Beside) => beside);
    expect(found).toEqual([{ id: 7 }, { id: -1 }]);
    const told = await run("score", "--run", folder, "--file", file, "--label", "a");
    expect(told.err).toMatch(/^OPTION {2}--label: expected none beside records/);
    const { out } = await run("data", "inspect", ...reading);
    expect(out).toMatch(/^train: 60 sentences, \d+ tokens, 0\.0 % unknown\n {2}lengths {5}5 to 8/m);
    expect(out).toMatch(/source .*train\.csv\.gz, .* bytes, SHA-256 [0-9a-f]{64}/);
    expect(readFileSync(path)).toEqual(before);

    writeFileSync(path, before.fill(7, 70, 71));
    const damaged = await run("data", "inspect", ...reading);
    expect(damaged.err).toMatch(/^STORAGE .*\.pages: expected what was written.*--anew/);
    expect((await run("data", "prepare", "--anew", ...reading)).code).toBe(0);
    expect((await run("data", "inspect", ...reading)).out).toBe(out);
  });

  test("prepare joins the parts that stand in its folder, and reads alone what can't be cut", async () => {
    const data = tinyCorpus();
    const [alone, shared] = [temporaryFolder(), temporaryFolder()];
    const prepare = (cache: string, ...more: readonly string[]) =>
      run("data", "prepare", "--data", data, "--min-count", "2", "--cache", cache, ...more);
    await prepare(alone);
    for (const shard of ["1/2", "0/2"]) {
      expect(await prepare(shared, "--shard", shard)).toEqual({
        ...{ code: 0, err: "", out: `part ${shard}\n` },
      });
    }
    expect(readdirSync(shared)).toHaveLength(2);
    const files = () =>
      readdirSync(shared).map((name) => [name, statSync(join(shared, name)).ino] as const);
    const before = files();
    await prepare(shared, "--shard", "0/2");
    expect(files()).toEqual(before);
    await prepare(shared, "--shard", "0/2", "--anew");
    const changed = files().filter(([, inode], i) => inode !== before[i]?.[1]);
    expect(changed).toHaveLength(1);
    const joined = await prepare(shared, "--jobs", "1", "--parts", "2");
    expect(joined.out).toBe(
      `prepared in ${shared}: 60 sentences of train, 12 sentences of valid, 12 sentences of test\n`,
    );
    expect(contents(shared)).toEqual(contents(alone));

    const packed = folderOf({ "train.txt.gz": gzipSync(sentences(60)) });
    const one = await run("data", "prepare", "--data", packed, "--jobs", "2");
    expect(one.err).toMatch(/^note: .*train\.txt\.gz can't be cut: one process reads it\n$/);
    expect(one.code).toBe(0);
    const both = await prepare(shared, "--jobs", "2", "--shard", "0/2");
    expect(both.err).toMatch(/^OPTION {2}--shard: expected a part of the work, or --jobs/);
  });

  test("a part that is interrupted leaves nothing, and 130", async () => {
    const cache = temporaryFolder();
    const out = { write: () => {} };
    const io = { stdout: out, stderr: out, signal: AbortSignal.abort() };
    const part = ["--cache", cache, "--shard", "0/2"];
    expect(await main(["data", "prepare", "--data", tinyCorpus(), ...part], io)).toBe(130);
    expect(readdirSync(cache)).toEqual([]);
  });

  test("inspect says what is cut, and leaves nothing beside a small corpus", async () => {
    const data = tinyCorpus();
    const { out } = await run("data", "inspect", "--data", data, "--max-length", "4", "--json");
    const { splits } = JSON.parse(out);
    expect(splits.test.cut.items).toBeGreaterThan(0);
    expect(splits.test.cutExamples[0].where).toMatch(/^test, line \d+$/);
    expect(readdirSync(data).sort()).toEqual(["test.txt", "train.txt", "valid.txt"]);
  });

  test.each([
    [
      "a folder that is not there",
      ["--data", "nowhere"],
      /^DATA .*--data: expected a folder of text/,
    ],
    [
      "data that is no text",
      ["--data", folderOf({ "train.utts.txt": "a __eou__ b __eou__\n" })],
      /^CAPABILITY/,
    ],
  ])("refuses %s", async (_, argv, message) => {
    const { code, err } = await run("data", "inspect", ...argv);
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });
});
