import { afterAll, beforeAll, expect, test } from "vitest";
import { hubAccountIn, hubDataset, hubFiles } from "../src/index.ts";
import { type LoopbackHub, loopbackHub } from "./loopback-hub.ts";

let hub: LoopbackHub;
beforeAll(async () => {
  hub = await loopbackHub();
});
afterAll(() => hub.close());

const put = (repo: string, ...paths: string[]) => {
  const bytes = Uint8Array.from({ length: 2_000_000 }, (_, i) => i % 251);
  for (const path of paths) hub.files.set(`datasets/${repo}/${path}`, bytes);
};
const filesOf = (name: string) =>
  hubFiles(hubDataset(name), hubAccountIn({ HF_ENDPOINT: hub.url, HF_TOKEN: "hf_loopback" }));

test("the files of a dataset are read by range", async () => {
  put("a/plain", "README.md", "train.jsonl", "validation.jsonl");
  const files = await filesOf("hf:a/plain");
  expect([...files.keys()]).toEqual(["README.md", "train.jsonl", "validation.jsonl"]);
  const file = files.get("train.jsonl");
  expect(file).toMatchObject({ name: "hf:a/plain/train.jsonl", range: { size: 2_000_000 } });
  expect(file?.stamp).toMatch(/^[0-9a-f]{40}$/);
  expect(await file?.range.slice(1_000_000, 1_000_003)).toEqual(
    Uint8Array.from([1_000_000 % 251, 1_000_001 % 251, 1_000_002 % 251]),
  );
});

test("a dataset that changes while it is read is that of the commit at which reading began", async () => {
  put("a/moving", "train.txt");
  const file = (await filesOf("hf:a/moving")).get("train.txt");
  const first = await file?.range.slice(0, 10);
  hub.files.set("datasets/a/moving/train.txt", new Uint8Array(2_000_000).fill(7));
  expect(await file?.range.slice(251, 261)).toEqual(first);
  const now = (await filesOf("hf:a/moving")).get("train.txt");
  expect(await now?.range.slice(0, 2)).toEqual(Uint8Array.of(7, 7));
  expect(now?.stamp).not.toBe(file?.stamp);
});

test("a configuration is a folder, and has to be named where there are several", async () => {
  const part = "train-00000-of-00001.parquet";
  put("a/two", `en/${part}`, `de/${part}`, "de/test-00000-of-00001.parquet");
  expect([...(await filesOf("hf:a/two:de")).keys()]).toEqual([part, "test-00000-of-00001.parquet"]);
  await expect(filesOf("hf:a/two")).rejects.toThrow(/those of en, de.*hf:a\/two:en/);
  await expect(filesOf("hf:a/two:fr")).rejects.toThrow(/hf:a\/two:fr.*those of en, de/);
  put("a/data", `data/${part}`, "scripts/run.txt");
  expect([...(await filesOf("hf:a/data@main")).keys()]).toEqual([part]);
  put("a/parts", "train/a.txt", "test/b.txt");
  expect([...(await filesOf("hf:a/parts")).keys()]).toEqual(["train/a.txt", "test/b.txt"]);
});

test.each(["train.jsonl", "data/train.jsonl"])("%s alone has no configurations", async (path) => {
  const repo = `a/alone-${path.length}`;
  put(repo, path);
  await expect(filesOf(`hf:${repo}:fr`)).rejects.toThrow(
    new RegExp(`hf:${repo}:fr.* got one without configurations. Name it alone: hf:${repo}.`),
  );
});

test("what is none is told", async () => {
  expect(() => hubDataset("hf:reviews")).toThrow(/hf:OWNER\/NAME:CONFIG/);
  put("a/none", "README.md");
  await expect(filesOf("hf:a/none")).rejects.toThrow(/none of these/);
  await expect(filesOf("hf:a/away")).rejects.toThrow(expect.objectContaining({ code: "STORAGE" }));
});
