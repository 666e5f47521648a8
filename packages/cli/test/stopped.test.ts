import { cpSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  ended,
  folderOf,
  run,
  sentences,
  start,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

const trained = { folder: join(temporaryFolder(), "run") };
beforeAll(async () => {
  const flags = [...TINY, "--data", tinyCorpus(), "--steps", "2", "--run", trained.folder];
  expect((await run("train", ...flags)).code).toBe(0);
});

/** How a process was ended; a shell says 130 of one that SIGINT has ended. */
const interrupted = (argv: readonly string[], after: number): Promise<string | null> =>
  new Promise((resolve) => {
    const child = start(argv);
    child.on("close", (code, signal) => resolve(signal ?? String(code)));
    setTimeout(() => child.kill("SIGINT"), after);
  });

const long = () => join(folderOf({ "long.txt": sentences(400_000) }), "long.txt");

test("Ctrl-C ends at once whatever asks a run, and nothing is left half-written", async () => {
  const run = join(temporaryFolder(), "run");
  cpSync(trained.folder, run, { recursive: true });
  const names = () => readdirSync(run).filter((name) => name !== "lease");
  const before = names();
  const out = folderOf({});
  writeFileSync(join(out, "old.jsonl"), '{"text":"a cat","z":[1]}\n');
  const [file, old] = [long(), join(out, "old.jsonl")];
  const slow = ["--batch-size", "1"];
  const endings = [
    ["encode", "--run", run, "--file", file, "--out", old, ...slow],
    ["score", "--run", run, "--file", file, "--samples", "1000", ...slow],
    ["neighbours", "--run", run, "--text", "a cat", "--file", file, ...slow],
    ["diagnose", "--run", run, "--samples", "1000000"],
  ].map((argv) => interrupted(argv, 5000));
  expect(await Promise.all(endings)).toEqual(endings.map(() => "SIGINT"));
  expect(readdirSync(out)).toEqual(["old.jsonl"]);
  // The lease of a process that is gone holds nobody.
  expect(names()).toEqual(before);
});

test("a part of some work that nobody waits for any more ends", async () => {
  const file = join(folderOf({ "some.txt": sentences(5000) }), "some.txt");
  const asked = ["score", "--run", trained.folder, "--file", file, "--samples", "1000"];
  const child = start([...asked, "--batch-size", "1", "--json", "--shard", "0/1"]);
  const ending = ended(child);
  child.stdout?.on("data", () => child.stdout?.destroy());
  expect((await ending).code).toBe(130);
});
