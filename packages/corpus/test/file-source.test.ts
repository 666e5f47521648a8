import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileSource } from "../src/node/index.ts";

const SIZE = 300_000; // more than one piece

const written = (path: string, letter: string): void => {
  writeFileSync(path, letter.repeat(SIZE));
  utimesSync(path, 1, 1);
};

const changes: readonly (readonly [string, (path: string) => void])[] = [
  ["grows", (path) => appendFileSync(path, "more")],
  ["is written anew", (path) => writeFileSync(path, "b".repeat(SIZE))],
  ["is cut", (path) => writeFileSync(path, "b")],
  ["is removed", (path) => rmSync(path)],
  [
    "is replaced by one of its size and time",
    (path) => {
      rmSync(path);
      writeFileSync(`${path}.other`, "");
      written(path, "b");
    },
  ],
];

test.each(changes)("a file that %s while it is read is no mixture of two", async (_, change) => {
  const folder = mkdtempSync(join(tmpdir(), "textvae-source-"));
  const path = join(folder, "train.txt");
  written(path, "a");
  const { range, stream } = fileSource(path);
  const read = async () => {
    let begun = false;
    for await (const piece of stream()) {
      if (!begun) change(path);
      begun = piece.length > 0;
    }
  };
  await expect(read()).rejects.toThrow(expect.objectContaining({ code: "DATA" }));
  await expect(range?.slice(10, 20)).rejects.toThrow(expect.objectContaining({ code: "DATA" }));
  rmSync(folder, { recursive: true });
});
