import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { printable } from "@textvae/report/text";
import { beforeAll, describe, expect, test } from "vitest";
import { main } from "../src/main.ts";
import { ended, folderOf, jsonLines, readText, run, sentences, start, TINY } from "./support.ts";

// An operating system command, a control sequence by one character, a turn of direction: as words.
const HOSTILE = ["\u001b]0;title\u0007", "\u009b31m", "\u202etac", "<b>&", "\u007f"];
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const lines = (count: number): string =>
  Array.from({ length: count }, (_, i) => `${HOSTILE[i % 5]} ${HOSTILE[(i * 3 + 1) % 5]} a`).join(
    "\n",
  );

/** A run on hostile words whose test split is its train split, cut at two words. */
const trained = { folder: "", out: "", err: "" };
beforeAll(async () => {
  const text = lines(40);
  const files = { "train.txt": text, "valid.txt": `${lines(7)}\nunseen words`, "test.txt": text };
  trained.folder = join(folderOf({}), "run");
  const ran = await run(
    "train",
    ...[...TINY, "--max-length", "2", "--steps", "2"],
    ...["--data", folderOf(files), "--run", trained.folder],
  );
  expect(ran.code, ran.err).toBe(0);
  Object.assign(trained, { out: ran.out, err: ran.err });
});

describe("words that command a terminal", () => {
  test("are printed and reported as text, and are themselves in JSON", async () => {
    const shown = await run("reconstruct", "--run", trained.folder, "--text", HOSTILE.join(" "));
    const told = await run(
      "reconstruct",
      "--run",
      trained.folder,
      "--json",
      "--text",
      HOSTILE.join(" "),
    );
    const refused = await run("train", "--recipe", `\u001b[2J`, "--run", trained.folder);
    for (const { out, err } of [trained, shown, told, refused]) {
      expect(`${out}${err}`).not.toMatch(OBEYED);
    }
    expect(shown.out).toContain(
      "read    \\u001b]0;title\\u0007 \\u009b31m \\u202etac <b>& \\u007f",
    );
    expect(jsonLines(told.out)[0]?.reconstructions).toMatchObject([{ read: HOSTILE.join(" ") }]);
    const report = readText(trained.folder, "report.html");
    expect(report).not.toMatch(OBEYED);
    expect(report).not.toContain("<b>&");
  });

  test("mean the same within JSON", () => {
    const text = JSON.stringify({ words: HOSTILE, tab: "\t\n" });
    expect(JSON.parse(printable(text))).toEqual(JSON.parse(text));
  });
});

describe("what a corpus holds", () => {
  // By hand: "a" is cut from each of 40 sentences of three words; of valid the last has two words,
  // both unknown, among 8 sentences of two words and an end.
  test("is said before training, and beside every score", async () => {
    expect(trained.err).toContain(
      "train: 40 sentences, 120 tokens, 0.0 % unknown; 40 cut to the greatest length, without 40 of 160 tokens",
    );
    expect(trained.err).toContain("valid: 8 sentences, 24 tokens, 8.3 % unknown; 7 cut");
    expect(trained.err).toContain("warning: all of 40 sentences of test stand in train, too");
    expect(trained.out).toContain("scored tokens, 0.0 % unknown");
    expect(readText(trained.folder, "report.html")).toContain("without 40 of 160 tokens");
    const { out } = await run("evaluate", "--run", trained.folder, "--split", "valid");
    expect(out).toMatch(/24 scored tokens, 8\.3 % unknown\n {2}7 cut to the greatest length/);
    const { out: json } = await run(
      "evaluate",
      "--run",
      trained.folder,
      "--split",
      "valid",
      "--json",
    );
    expect(jsonLines(json).at(-1)?.account).toEqual({
      ...{ items: 8, tokens: 24, unknown: 2, words: 16, bytes: 92 },
      ...{ cut: { items: 7, tokens: 7 }, repeated: { train: 7 } },
    });
  });

  test("is told with --json before training", async () => {
    const data = folderOf({ "train.txt": sentences(20), "valid.txt": sentences(9, 3) });
    const { out } = await run(
      "train",
      ...TINY,
      "--steps",
      "1",
      "--data",
      data,
      "--json",
      "--run",
      join(data, "run"),
    );
    const told = jsonLines(out).find(({ kind }) => kind === "data");
    expect(told).toMatchObject({
      items: "sentences",
      account: { train: { items: 20, unknown: 0 } },
    });
  });
});

describe("sentences of standard input", () => {
  const piped = async (input: string | undefined, ...argv: readonly string[]) => {
    let [out, err] = ["", ""];
    const io = {
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: (text: string) => (err += text) },
      stdin: async () => (input === undefined ? undefined : new TextEncoder().encode(input)),
    };
    const code = await main([...argv, "--run", trained.folder, "--json"], io);
    return { code, err, answer: jsonLines(out).at(-1) as Record<string, unknown> };
  };

  test("are what is reconstructed, moved and walked between", async () => {
    const { answer } = await piped("<b>& <b>&\r\n\r\n<b>&\r\n", "reconstruct");
    expect(answer.reconstructions).toMatchObject([{ read: "<b>& <b>&" }, { read: "<b>&" }]);
    expect((await piped("<b>& <b>&\n", "traverse")).answer.from).toBe("<b>& <b>&");
    expect((await piped("<b>&\n<b>& <b>&", "interpolate")).answer).toMatchObject({
      from: "<b>&",
      to: "<b>& <b>&",
    });
  });

  test("are not asked for where others are given, or random ones", async () => {
    const text = await piped("a", "reconstruct", "--text", "<b>& <b>&");
    expect(text.answer.reconstructions).toMatchObject([{ read: "<b>& <b>&" }]);
    expect((await piped("a", "reconstruct", "--count", "2")).answer.reconstructions).toHaveLength(
      2,
    );
    expect((await piped(undefined, "reconstruct")).answer.reconstructions).toHaveLength(5);
  });

  test.each([
    ["reconstruct", "\n \n", "OPTION", /standard input: expected sentences.*got none/],
    ["traverse", "a\na", "OPTION", /expected 1 lines, each a sentence; got 2/],
    ["interpolate", "a", "OPTION", /expected 2 lines, each a sentence; got 1/],
    ["reconstruct", "a\0b", "ENCODING", /standard input: expected text without NUL/],
    ["reconstruct", "a <eos> a", "OPTION", /sentence without its end; got the word <eos>/],
    ["reconstruct", "a <EOS>", "OPTION", /sentence without its end; got the word <EOS>/],
  ])("are refused by %s: %j", async (command, input, code, says) => {
    const { answer } = await piped(input, command);
    expect(answer).toMatchObject({ kind: "error", code, message: expect.stringMatching(says) });
  });

  test("come through a pipe of the shell", async () => {
    const shell = "printf '<b>& <b>&\\n<b>&\\n' |";
    const { out, err } = await ended(start(["reconstruct", "--run", trained.folder], shell));
    expect(out.match(/^read .*/gm), err).toEqual(["read    <b>& <b>&", "read    <b>&"]);
  });
});

describe("what is no file is refused at once", () => {
  const fifo = (...path: string[]): string => {
    execFileSync("mkfifo", [join(...path)]);
    return join(...path);
  };
  const text = { "train.txt": sentences(20), "valid.txt": sentences(9) };
  const train = (data: string, ...flags: string[]) =>
    run("train", ...TINY, "--steps", "1", "--data", data, "--run", join(data, "run"), ...flags);
  const without = (name: string): string => {
    const folder = folderOf(text);
    rmSync(join(folder, name));
    return folder;
  };

  test.each([
    ["a FIFO", (path: string) => fifo(path)],
    ["a device", (path: string) => symlinkSync("/dev/zero", path)],
    ["a folder", (path: string) => mkdirSync(path)],
  ])("%s as text", async (kind, make) => {
    const data = without("train.txt");
    make(join(data, "train.txt"));
    expect((await train(data)).err).toMatch(new RegExp(`^DATA .*train\\.txt: .*got ${kind}`));
  });

  test("a FIFO as vocabulary, folder, configuration, value and file of a run", async () => {
    const bags = folderOf({ "train.feat": "1 1:1\n" });
    fifo(bags, "vocab.new");
    expect((await train(bags)).err).toMatch(/^DATA .*vocab\.new: .*got a FIFO/);
    const elsewhere = join(folderOf({}), "run");
    const piped = await train(fifo(folderOf({}), "data"), "--run", elsewhere);
    expect(piped.err).toMatch(/^DATA /);
    for (const name of ["a.json", "a.ts"]) {
      const { err } = await train(folderOf(text), "--config", fifo(folderOf({}), name));
      expect(err).toMatch(/^CONFIG .*got a FIFO/);
    }
    const { err } = await train(folderOf(text), "--prior-options", `@${fifo(folderOf({}), "x")}`);
    expect(err).toMatch(/^OPTION .*got a FIFO/);
    for (const name of ["config.json", "vocab.txt"]) {
      const copy = join(folderOf({}), "run");
      cpSync(trained.folder, copy, { recursive: true });
      renameSync(join(copy, name), join(copy, "aside"));
      fifo(copy, name);
      const { err } = await run("sample", "--run", copy);
      expect(err).toMatch(name === "vocab.txt" ? /^STORAGE .*got a FIFO/ : /^CONFIG /);
    }
  });
});

test.each([
  [["data.txt", "train.txt", "valid.txt"], "data.txt beside train.txt"],
  [["train.utts.txt", "train.txt"], "train.utts.txt beside train.txt"],
  [["train.feat", "vocab.new", "dev.txt"], "train.feat beside dev.txt"],
  [["data.txt", "val.txt", "dialogues_train.txt"], "data.txt beside dialogues_train.txt"],
])("a folder of two corpora is refused with both: %j", async (names, got) => {
  const data = folderOf(Object.fromEntries(names.map((name) => [name, "a b\n"])));
  const { err } = await run("train", ...TINY, "--data", data);
  expect(err).toMatch(new RegExp(`^SPLIT .*expected the files of one corpus; got ${got}`));
});
