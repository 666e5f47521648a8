import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { resolveSettings } from "@textvae/settings";
import { describe, expect, test } from "vitest";
import { nameOfFiles } from "../../settings/src/data-files.ts";
import { filesNamed, namesFiles, wholeFiles } from "../../workbench/src/named-files.ts";
import { run, sentences, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
for (const name of [
  "train.2.txt",
  "train.10.txt",
  "dev.txt",
  "a/x.txt",
  "b/x.txt",
  "train/y.json",
  "notes",
]) {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), `${sentences(12)}\n`);
}
const named = (name: string) =>
  Object.fromEntries(
    [...filesNamed(name)].map(([called, path]) => [called, path.slice(folder.length + 1)]),
  );

describe("files of data", () => {
  test("are those of patterns, told apart by their names", () => {
    expect(named(at("*.txt"))).toEqual({
      "dev.txt": "dev.txt",
      "train.2.txt": "train.2.txt",
      "train.10.txt": "train.10.txt",
    });
    expect(Object.keys(named(at("train.*.txt")))).toEqual(["train.2.txt", "train.10.txt"]);
    expect(named(at("train/*"))).toEqual({ "train/y.jsonl": "train/y.json" });
  });

  test("are of the split that is said, in the order in which they are named", () => {
    const name = nameOfFiles({ train: [at("{b,a}/*.txt"), at("notes")], valid: at("dev.txt") });
    expect(named(name)).toEqual({
      "train/000000-x.txt": "a/x.txt",
      "train/000001-x.txt": "b/x.txt",
      "train/000002-notes.txt": "notes",
      "valid/000003-dev.txt": "dev.txt",
    });
    expect(named(at("notes"))).toEqual({ "train/notes.txt": "notes" });
  });

  test("are none where a folder or another name is meant", () => {
    expect([folder, "sotu", "nowhere"].map(namesFiles)).toEqual([false, false, false]);
    expect([at("dev.txt"), "*.txt", "train=a;valid=b"].map(namesFiles)).toEqual([true, true, true]);
    expect(wholeFiles("train=a;/b/*.txt")).toBe(`train=${join(process.cwd(), "a")};/b/*.txt`);
  });

  test("are refused where there are none, and two of one name", () => {
    expect(() => filesNamed(at("*.csv"))).toThrow(/^--data: .*a pattern of files.*\*\.csv/);
    expect(() => filesNamed(at("{a,b}/x.txt"))).toThrow(
      /called x\.txt; got .*a\/x\.txt and .*--data "train=/,
    );
    expect(() => filesNamed(`train=${at("{a,b}/*")};train=${at("b/x.txt")}`)).toThrow(
      /once in a split; got .*b\/x\.txt twice/,
    );
  });

  test("are named by a configuration", () => {
    const data = { train: "a/*.txt", valid: ["b.txt", "c.txt"] };
    expect(resolveSettings({ file: { data } }).data).toBe("train=a/*.txt;valid=b.txt;valid=c.txt");
    expect(() => resolveSettings({ file: { data: { trian: "a" } as never } })).toThrow(/config/);
  });

  test("are read, and named where they can't be", async () => {
    const data = `train=${at("train.*.txt")};valid=${at("notes")}`;
    const { out } = await run("data", "inspect", "--data", data);
    expect(out).toMatch(/^train: 24 sentences/m);
    expect(out).toMatch(/^valid: 12 sentences/m);
    const prepared = await run("data", "prepare", "--data", at("notes"));
    expect(prepared.out).toBe(`prepared in ${at(".textvae")}: 12 sentences of train\n`);
    writeFileSync(at("bad"), Uint8Array.of(0x61, 0x0a, 0xff));
    const { err } = await run(
      "data",
      "inspect",
      "--data",
      `train=${at("notes")};valid=${at("bad")}`,
    );
    expect(err).toMatch(/^ENCODING .*\/bad: expected UTF-8.*line 2/);
  });
});
