import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { leasePlace } from "@textvae/workbench/places";
import { beforeAll, describe, expect, test } from "vitest";
import {
  contents,
  folderOf,
  jsonLines,
  makeFolder,
  readText,
  run,
  sentences,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

const good = { run: "", data: "" };
beforeAll(async () => {
  good.data = tinyCorpus();
  good.run = join(temporaryFolder(), "run");
  const { code, err } = await run("train", ...newRun(good.run), "--steps", "4");
  expect(code, err).toBe(0);
}, 60_000);
const newRun = (folder: string) => [...TINY, "--data", good.data, "--run", folder];

const copied = (...without: readonly string[]): string => {
  const folder = temporaryFolder();
  cpSync(good.run, folder, { recursive: true });
  for (const name of without) rmSync(join(folder, name), { recursive: true });
  return folder;
};

const refuses = async (argv: readonly string[], said: RegExp) => {
  const { code, out, err } = await run(...argv);
  expect(err).toMatch(said);
  expect([code, out]).toEqual([1, ""]);
};

describe("a folder that is not the run's alone is left as it is", () => {
  test.each([
    ["someone's words", { "vocab.txt": "mine" }, /^STORAGE .*got one that holds vocab\.txt/],
    ["a report", { "report.html": "mine" }, /^STORAGE .*got one that holds report\.html/],
    ["a configuration of something else", { "config.json": '{"name":"x"}' }, /^CONFIG .*recipe/],
    ["a configuration that is a list", { "config.json": "[]" }, /^CONFIG .*configuration of a run/],
    ["a configuration that is null", { "config.json": "null" }, /^CONFIG .*configuration of a run/],
  ])("%s", async (_, files, said) => {
    const folder = folderOf(files);
    await refuses(["train", ...newRun(folder), "--steps", "1"], said);
    expect(contents(folder)).toEqual(files);
  });

  test("a run without its configuration", async () => {
    const folder = copied("config.json");
    const before = contents(folder);
    await refuses(["train", "--run", folder], /^CONFIG .*config\.json.*none, beside checkpoints/m);
    await refuses(["evaluate", "--run", folder], /^CONFIG .*Restore the file/);
    expect(contents(folder)).toEqual(before);
  });

  test("a run whose words were changed", async () => {
    const folder = copied();
    writeFileSync(join(folder, "vocab.txt"), "<eos>\n<unk>\nmine");
    const before = contents(folder);
    await refuses(["train", "--run", folder, "--steps", "9"], /^CONFIG .*vocab\.txt/m);
    expect(contents(folder)).toEqual(before);
  });

  test("a run whose checkpoint is damaged, also where it is to go on for longer", async () => {
    const folder = copied();
    writeFileSync(join(folder, "checkpoints", "00000004", "state.json"), "{}");
    const before = contents(folder);
    const said = /^CHECKPOINT .*--resume last-good/m;
    await refuses(["train", "--run", folder, "--steps", "9"], said);
    expect(contents(folder)).toEqual(before);
  });

  test.each([
    ["", /^OPTION {2}--run: expected the name of a folder; got ""/],
    [" ", /^OPTION {2}--run/],
    ["FILE", /^STORAGE .*got a file/],
    ["FILE/run", /^STORAGE .*ENOTDIR/],
  ])("--run %j", async (name, said) => {
    const file = join(folderOf({ "notes.txt": "mine" }), "notes.txt");
    const folder = name.replace("FILE", file);
    await refuses(["train", ...newRun(folder), "--steps", "1"], said);
    await refuses(["sample", "--run", folder], said);
    expect(readText(file)).toBe("mine");
  });
});

test("a run that is past the step it is to end at says so and stays as it is", async () => {
  const folder = copied();
  const before = contents(folder);
  const { code, out } = await run("train", "--run", folder, "--steps", "1");
  expect([code, out]).toEqual([0, expect.stringContaining("is at step 4, past step 1")]);
  const json = await run("train", "--run", folder, "--steps", "3", "--json");
  expect(jsonLines(json.out)).toEqual([{ kind: "past", run: folder, step: 4, limit: 3 }]);
  expect(contents(folder)).toEqual(before);
});

test("a folder called as a later checkpoint is no step of the run", async () => {
  const folder = copied();
  makeFolder(folder, "checkpoints", "00000099");
  const before = contents(folder);
  const said = /^CHECKPOINT .*00000099\/state\.json: .*--resume last-good/m;
  await refuses(["train", "--run", folder, "--steps", "4"], said);
  expect(contents(folder)).toEqual(before);
  const { code, out, err } = await run(
    ...["train", "--run", folder, "--steps", "4", "--resume", "last-good"],
  );
  expect([code, out], err).toEqual([0, expect.stringContaining("weights of step 4")]);
});

describe("what is written at the end is tried at the beginning", () => {
  const commands = (out: string, flag = "--out") => [
    ["compare", good.run, flag, out],
    ["centres", "--run", good.run, "--count", "2", flag, out],
    ["bench", "--only", "product-nn", flag, out],
    ["sweep", "plan", ...newRun("swept"), "--over", "seed=1,2", flag, out],
  ];

  test.each([
    [
      "a missing folder",
      ["none", "x.svg"],
      /^STORAGE .*a folder that is there; got none.*mkdir -p/,
    ],
    ["a folder", ["folder"], /^STORAGE .*got a folder/],
    ["a file of someone's", ["notes.txt"], /^STORAGE .*a file that holds something else/],
    ["a file of a run", ["run", "config.json"], /^STORAGE .*a file that holds something else/],
  ])("%s", async (_, path, said) => {
    const folder = folderOf({ "notes.txt": "mine" });
    makeFolder(folder, "folder");
    cpSync(good.run, join(folder, "run"), { recursive: true });
    const before = contents(folder);
    const [first, ...others] = commands(join(folder, ...path)) as [string[], ...string[][]];
    for (const argv of [first, ...(path[0] === "none" ? others : [])]) await refuses(argv, said);
    expect(contents(folder)).toEqual(before);
  });

  test("no name", async () => {
    await refuses(["compare", good.run, "--out", ""], /^OPTION {2}--out/);
  });

  test("a file of the same kind is replaced", async () => {
    const out = join(temporaryFolder(), "x.svg");
    for (const _ of [1, 2]) expect((await run("compare", good.run, "--out", out)).code).toBe(0);
    expect(readText(out)).toMatch(/^<svg/);
    expect(readdirSync(join(out, ".."))).toEqual(["x.svg"]);
  });

  // Whatever is written through /dev/full fails as on a full disk.
  test.skipIf(!existsSync("/dev/full"))("a full disk", async () => {
    await refuses(["compare", good.run, "--out", "/dev/full"], /^STORAGE .*ENOSPC/);
  });
});

test("a diagnosis is refused where someone trains, before any work", async () => {
  const folder = copied();
  const lease = await leasePlace(folder);
  await refuses(["diagnose", "--run", folder], /^LOCKED/);
  await lease.release();
  const found = await run("diagnose", "--run", folder, "--samples", "2");
  expect(found.code, found.err).toBe(0);
});

describe("data of a run", () => {
  test("that has moved is asked for by its flag", async () => {
    const [folder, data] = [join(temporaryFolder(), "run"), tinyCorpus()];
    await run("train", ...TINY, "--data", data, "--run", folder, "--steps", "1");
    const moved = temporaryFolder();
    cpSync(data, moved, { recursive: true });
    rmSync(data, { recursive: true });
    await refuses(["evaluate", "--run", folder], /^DATA .*Say where it lies now: --data/);
    await refuses(["train", "--run", folder, "--steps", "2"], /^DATA .*--data/);
    expect((await run("evaluate", "--run", folder, "--data", moved)).code).toBe(0);
  });

  test("that has changed is named by its file", async () => {
    const data = temporaryFolder();
    mkdirSync(data, { recursive: true });
    cpSync(good.data, data, { recursive: true });
    writeFileSync(join(data, "test.txt"), sentences(12, 6));
    const asked = ["--run", good.run, "--data", data];
    await refuses(["evaluate", ...asked], /^DATA .*another test\.txt than it was then.*--data/);
    await refuses(["train", ...asked], /^CONFIG .*another test\.txt than it was then.*--data/);
  });
});
