import {
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { testStorage } from "@textvae/testing";
import { describe, expect, test } from "vitest";
import { temporaryName } from "../src/files.ts";
import { nodeStorage } from "../src/node-storage.ts";
import { makeFolder, readText, temporaryFolder } from "./support.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

let made = "";
testStorage({
  make: () => {
    made = join(temporaryFolder(), "a", "run");
    return nodeStorage(made);
  },
  reopen: () => nodeStorage(made),
  claims: true,
});

test("a write that fails half-way leaves the old content and no leftovers", async () => {
  const root = temporaryFolder();
  const storage = await nodeStorage(root);
  await storage.writeFolder("checkpoints/1", { a: bytes("old") });
  // The second name can't be written: its folder does not exist.
  const broken = { a: bytes("new"), "missing/b": bytes("new") };
  await expect(storage.writeFolder("checkpoints/1", broken)).rejects.toMatchObject({
    code: "STORAGE",
    where: "checkpoints/1",
  });
  expect(readText(root, "checkpoints", "1", "a")).toBe("old");
  expect(readdirSync(join(root, "checkpoints"))).toEqual(["1"]);
});

describe("leftovers of a killed process", () => {
  const leave = (pid: number) => {
    const root = temporaryFolder();
    mkdirSync(temporaryName(join(root, "checkpoints", "00000010"), "", pid), { recursive: true });
    writeFileSync(temporaryName(join(root, "config.json"), "", pid), "half");
    return root;
  };

  test("are not listed and are removed at opening", async () => {
    const root = leave(2 ** 22 + 1); // above the largest process id of Linux
    const storage = await nodeStorage(root);
    expect(await storage.list("checkpoints")).toEqual([]);
    expect(readdirSync(root)).toEqual(["checkpoints"]);
    expect(readdirSync(join(root, "checkpoints"))).toEqual([]);
  });

  test("stay while their process runs, and are not listed", async () => {
    const root = leave(process.ppid);
    const storage = await nodeStorage(root);
    expect(await storage.list("checkpoints")).toEqual([]);
    expect(readdirSync(root)).toHaveLength(2);
  });

  test("of another machine stay for a day, since nobody knows whether it still writes", async () => {
    const root = temporaryFolder();
    const theirs = join(root, ".tmp-00000000-4194305-0a1b2c3d-config.json");
    writeFileSync(theirs, "half");
    await nodeStorage(root);
    expect(existsSync(theirs)).toBe(true);
    const before = Date.now() / 1000 - 90_000;
    utimesSync(theirs, before, before);
    await nodeStorage(root);
    expect(existsSync(theirs)).toBe(false);
  });

  test("of an earlier build goes back where nothing came in its place", async () => {
    const root = temporaryFolder();
    const moved = join(root, "checkpoints", ".tmp-4194305-old-00000010");
    mkdirSync(moved, { recursive: true });
    writeFileSync(join(moved, "a"), "older");
    const before = Date.now() / 1000 - 90_000;
    utimesSync(moved, before, before);
    await nodeStorage(root);
    expect(readText(root, "checkpoints", "00000010", "a")).toBe("older");
  });
});

test("many who write one file at once don't meet in its unfinished content", async () => {
  const root = temporaryFolder();
  const storages = await Promise.all([nodeStorage(root), nodeStorage(root)]);
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => storages[i % 2]?.write("work.json", bytes("the same"))),
  );
  expect(readText(root, "work.json")).toBe("the same");
  expect(readdirSync(root)).toEqual(["work.json"]);
});

describe("paths", () => {
  test.each(["../x", "/etc/passwd", "a/../../x", "", ".", "a\0b"])(
    "%j is refused",
    async (path) => {
      const storage = await nodeStorage(temporaryFolder());
      await expect((async () => storage.write(path, bytes("x")))()).rejects.toMatchObject({
        code: "STORAGE",
      });
    },
  );
});

describe("failures", () => {
  test("a missing file", async () => {
    const storage = await nodeStorage(temporaryFolder());
    await expect(storage.read("x")).rejects.toMatchObject({
      code: "STORAGE",
      message: "x: expected an existing file; got none.",
    });
  });

  test("a missing run folder is not made when it is only to be read", async () => {
    const folder = join(temporaryFolder(), "none");
    await expect(nodeStorage(folder, { create: false })).rejects.toMatchObject({ code: "STORAGE" });
    expect(() => statSync(folder)).toThrow("ENOENT");
  });

  test("a file where the run folder should be", async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, "run"), "");
    await expect(nodeStorage(join(root, "run"))).rejects.toMatchObject({ code: "STORAGE" });
  });

  // Whatever is written through /dev/full fails as on a full disk.
  test.skipIf(process.platform !== "linux")("a full disk", async () => {
    const root = makeFolder(temporaryFolder(), "run");
    symlinkSync("/dev/full", join(root, "metrics.jsonl"));
    const storage = await nodeStorage(root);
    await expect(storage.append("metrics.jsonl", bytes("x"))).rejects.toMatchObject({
      code: "STORAGE",
      where: "metrics.jsonl",
      message: expect.stringMatching(/ENOSPC.*The disk is full; what was saved before is whole/),
    });
  });
});
