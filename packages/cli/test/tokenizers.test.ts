import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { open } from "@textvae/open";
import { describe, expect, test } from "vitest";
import {
  contents,
  ended,
  jsonLines,
  run,
  sentences,
  start,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

const data = tinyCorpus();
const train = async (tokenizer: string, ...flags: readonly string[]) => {
  const folder = join(temporaryFolder(), "run");
  const given = ["--tokenizer", tokenizer, "--data", data, "--steps", "2", "--run", folder];
  const trained = await run("train", ...TINY, ...given, ...flags, "--json");
  expect(trained.code, trained.err).toBe(0);
  return { folder, ...trained };
};
const asked = async (...argv: readonly string[]) => {
  const { code, out, err } = await run(...argv, "--json");
  expect(code, err).toBe(0);
  return jsonLines(out).at(-1) as Record<string, never>;
};

describe("a run by a tokenizer", () => {
  test.each(["bytes", "characters"])("of %s goes on, is scored, and tells text", async (name) => {
    const { folder } = await train(name);
    const more = await run("train", "--run", folder, "--steps", "3");
    expect(more.code, more.err).toBe(0);

    const scores = await asked("evaluate", "--run", folder);
    const lines = sentences(12, 5).split("\n");
    const bytes = lines.join("").length;
    const words = lines.join(" ").split(" ").length;
    expect(scores.account).toMatchObject({ items: 12, words, tokens: bytes + 12, bytes });
    const [{ perToken, perWord, perByte }] = scores.rates as unknown as [Record<string, number>];
    expect(Number(perWord) * words).toBeCloseTo(Number(perByte) * bytes, 8);
    expect(Number(perWord) * words).toBeCloseTo(Number(perToken) * (bytes + 12), 8);
    const file = await asked("evaluate", "--run", folder, "--file", join(data, "test.txt"));
    expect(file.evaluations).toEqual(scores.evaluations);

    const out = join(temporaryFolder(), "bundle");
    await asked("export", "--run", folder, "--out", out);
    expect(readFileSync(join(out, "README.md"), "utf8")).toContain("nats per byte");
    expect((await run("compare", folder)).out).toContain("NLL/byte");
    const model = await open(out);
    const [score] = await model.score(["a cat"]);
    expect(score).toMatchObject({ tokens: 6, unknown: [] });
    expect(model.wordings(["a  cat "])).toEqual(["a  cat"]);
    const scored = await model.scoreWords("a cat");
    expect(scored.map(({ word }) => word)).toEqual([
      "a",
      expect.anything(),
      "c",
      "a",
      "t",
      "<eos>",
    ]);
    model.dispose();
    const sampled = await asked("sample", "--run", out, "--count", "2", "--max-length", "7");
    expect(sampled.samples).toHaveLength(2);
  });

  test("of words has the numbers of one without a tokenizer", async () => {
    const plain = join(temporaryFolder(), "run");
    const flags = ["--data", data, "--steps", "2", "--run", plain, "--json"];
    const without = jsonLines((await run("train", ...TINY, ...flags)).out).at(-1);
    const { out } = await train("words");
    expect(jsonLines(out).at(-1)?.scores).toEqual(without?.scores);
  });

  test("by a file is opened by the file that it keeps", async () => {
    const vocabulary = join(temporaryFolder(), "words.txt");
    writeFileSync(vocabulary, "cat\nthe\n");
    const { folder } = await train(vocabulary);
    rmSync(vocabulary);
    const scores = await asked("evaluate", "--run", folder);
    expect(scores.account).toMatchObject({ words: 54, tokens: 66 });
    writeFileSync(join(folder, "vocab.txt"), "cat\na\n");
    const changed = await run("sample", "--run", folder);
    expect(changed.err).toMatch(
      /CONFIG +vocab.txt: expected the tokenizer that the model was trained/,
    );
  });

  test.each([
    ["byte", /OPTION {2}tokenizer: expected words, characters, bytes.*Did you mean "bytes"/],
    ["none.txt", /none.txt/],
  ])("is refused for %s", async (name, message) => {
    const { code, err } = await run("train", "--data", data, "--tokenizer", name);
    expect(code).not.toBe(0);
    expect(err).toMatch(message);
  });
});

test("a tokenizer is learned of records, and its file can be written before it is", async () => {
  const folder = temporaryFolder();
  const records = sentences(30, 1).split("\n");
  const lines = records.map((text) => JSON.stringify({ id: 1, text }));
  writeFileSync(join(folder, "train.jsonl"), lines.join("\n"));
  const learn = (name: string, ...of: readonly string[]) =>
    run("data", "tokenizer", "--data", folder, "--size", "300", "--out", join(folder, name), ...of);
  const learned = await learn("a.json", "--field", "text");
  expect(learned.err).toBe("");
  expect(learned.out).toContain(`train --data ${folder} --field text --tokenizer`);
  writeFileSync(join(folder, "train.txt"), records.join("\n"));
  await learn("b.json");
  expect(readFileSync(join(folder, "a.json"))).toEqual(readFileSync(join(folder, "b.json")));

  expect((await learn("away/a.json")).err).toMatch(/STORAGE .*a folder that is there; got none/);
  expect((await learn("train.txt")).err).toMatch(/a file that holds something else/);
  expect(readFileSync(join(folder, "train.txt"), "utf8")).toBe(records.join("\n"));
});

test("pairs that two processes count are those of one", async () => {
  const learn = ["data", "tokenizer", "--data", data, "--size", "300"];
  const [alone, shared] = [temporaryFolder(), temporaryFolder()];
  const one = await run(...learn, "--out", join(alone, "tokenizer.json"));
  const out = join(shared, "tokenizer.json");
  const two = await ended(start([...learn, "--out", out, "--jobs", "2"]));
  expect(two).toMatchObject({ code: 0, out: one.out.replaceAll(alone, shared) });
  expect(contents(shared)).toEqual(contents(alone));
  expect(readdirSync(join(data, ".textvae"))).toHaveLength(2); // the tokenizer, and what it encoded
}, 120_000);
