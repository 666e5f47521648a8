import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { folderOf } from "./support.ts";

const BIN = fileURLToPath(new URL("../src/bin.ts", import.meta.url));

/** Prints the addresses of all modules that a process has loaded, as it ends. */
const TELL = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on("exit", () => process.stderr.write(JSON.stringify(loaded)));
`)}`;

const loadedBy = (...argv: readonly string[]): string[] => {
  const options = ["--conditions=@textvae/source", "--import", TELL, BIN, ...argv];
  const { status, stderr } = spawnSync(process.execPath, options, { encoding: "utf8" });
  expect(status).toBe(0);
  return JSON.parse(stderr);
};

/** Tensors, and packages of whoever has any. */
const ofModels = (url: string) =>
  /@tensorflow|packages\/(?:prior|flow|encoder|decoder|dataset|backend|recipes|runs|bench)/.test(
    url,
  );

/** What speaks to object stores and queues, for who names one. */
const ofStores = (url: string) => /packages\/storage-s3|aws4fetch|bullmq|ioredis/.test(url);

test.each([["--help"], ["--version"]])("%s loads a list of names, and no flags", (flag) => {
  const loaded = loadedBy(flag);
  expect(loaded.filter(ofModels)).toEqual([]);
  expect(loaded.filter((url) => /node_modules.*\/zod\//.test(url))).toEqual([]);
  expect(loaded.filter(ofStores)).toEqual([]);
  expect(loaded.length).toBeLessThan(64);
});

test.each(["runs", "encode", "diagnose", "compare"])(
  "%s --help loads flags, and no tensors",
  (name) => {
    const loaded = loadedBy(name, "--help");
    expect(loaded.filter(ofModels)).toEqual([]);
    expect(loaded.filter(ofStores)).toEqual([]);
    expect(loaded.length).toBeLessThan(200);
  },
);

test("train --help loads recipes, and nothing that reads data, opens models or serves pages", () => {
  const loaded = loadedBy("train", "--help");
  expect(
    loaded.filter((url) => /packages\/(?:dataset|explorer|runs|hub|sweeps)/.test(url)),
  ).toEqual([]);
  expect(loaded.filter(ofStores)).toEqual([]);
});

test("data prepare loads nothing that draws", () => {
  const data = folderOf({ "train.txt": "a b\nb c\n" });
  const loaded = loadedBy("data", "prepare", "--data", data);
  expect(loaded.filter((url) => /node_modules.*(?:linkedom|observablehq)/.test(url))).toEqual([]);
});
