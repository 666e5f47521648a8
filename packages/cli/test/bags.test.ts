import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  folderOf,
  jsonLines,
  readText,
  run,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

/** Documents of two classes, each with words of its own. */
const documents = (count: number): string =>
  Array.from({ length: count }, (_, i) =>
    i % 2 === 0 ? `1 1:${1 + (i % 3)} 2:1` : `2 3:${1 + (i % 4)} 4:1`,
  ).join("\n");
const vocabulary = "goal 40\nteam 30\norbit 40\nmoon 30\n";
const bags = (): string =>
  folderOf({
    "train.feat": documents(80),
    "test.feat": documents(20),
    "vocab.new": vocabulary,
  });

const FLAGS =
  "--recipe nvdm --dim 3 --kappa 10 --hidden 6 --decoder-hidden 6 --hold-out 0.25".split(" ");

describe("a folder of bags of words", () => {
  test("is trained on, scored and sampled like text", async () => {
    const folder = join(temporaryFolder(), "run");
    const trained = await run(
      "train",
      ...FLAGS,
      ..."--batch-size 20 --steps 6 --evaluate-every 3 --log-every 2".split(" "),
      ...["--data", bags(), "--run", folder],
    );
    expect(trained.code, trained.err).toBe(0);
    expect(trained.err).toMatch(/starting at step 0, 3 batches per epoch/);
    expect(trained.out).toMatch(/test: 20 documents, \d+ scored tokens/);
    expect(trained.out).toMatch(/PPL as a mean per document: [\d.]+; unigram model [\d.]+/);
    expect(trained.out).not.toContain("interpolation");
    expect(readText(join(folder, "vocab.txt"))).toBe("goal\nteam\norbit\nmoon\n");
    expect(readText(join(folder, "report.html"))).toContain("nats per document");

    const { out } = await run("evaluate", "--run", folder, "--split", "valid", "--json");
    expect(jsonLines(out).at(-1)).toMatchObject({ items: "documents", split: "valid" });
    const sampled = await run("sample", "--run", folder, "--greedy", "--max-length", "4");
    expect(sampled.out.trim().split("\n")[0]?.split(" ").toSorted()).toEqual([
      "goal",
      "moon",
      "orbit",
      "team",
    ]);
  });

  test("finds documents of the same class by their codes, whatever the model", async () => {
    const folder = join(temporaryFolder(), "run");
    const flags = "--recipe bernoulli-hash --bits 6 --hidden 8 --hold-out 0.25 --no-noise".split(
      " ",
    );
    const trained = await run(
      "train",
      ...flags,
      ..."--learning-rate 0.02 --batch-size 20 --steps 60".split(" "),
      ...["--data", bags(), "--run", folder],
    );
    expect(trained.code, trained.err).toBe(0);
    const { out } = await run("hash", "--run", folder, "--neighbours", "20", "--json");
    const [found] = jsonLines(out);
    expect(found).toMatchObject({ kind: "hashing", bits: 6, neighbours: 20, threshold: 0.5 });
    expect(found?.precision).toBeGreaterThan(0.9);
    const shown = await run(
      "hash",
      "--run",
      folder,
      ..."--neighbours 20 --threshold sign".split(" "),
    );
    expect(shown.out).toMatch(/^P@20 [01]\.\d{4} {2}6 bits, 1 above 0\n/);
    const { err } = await run("hash", "--run", folder, "--neighbours", "1000");
    expect(err).toMatch(/^OPTION .*from 1 to 60/);
  });

  test("without a split for validation names the flag that makes one", async () => {
    const { err } = await run("train", ...FLAGS.slice(0, -2), "--data", bags(), "--steps", "1");
    expect(err).toMatch(/^SPLIT .*expected a split valid; got train, test.*--hold-out 0\.1/);
  });

  test.each([
    ["without a split for validation", (): string[] => FLAGS.slice(0, -2), "SPLIT"],
    ["by a model of sentences", () => ["--recipe", "nvrnn", "--hold-out", "0.25"], "ASSEMBLY"],
  ])("is refused %s", async (_, flags, code) => {
    const { err, code: exit } = await run("train", ...flags(), "--data", bags(), "--steps", "1");
    expect(exit).not.toBe(0);
    expect(err).toContain(code);
  });

  test("is needed for a model of documents", async () => {
    const { err } = await run("train", ...FLAGS.slice(0, -2), "--data", tinyCorpus());
    expect(err).toContain('expected a dataset that provides "counts_BV"');
    const { err: held } = await run("train", ...TINY, "--hold-out", "0.1", "--data", tinyCorpus());
    expect(held).toMatch(
      /^OPTION {2}holdOut: expected an option that "text" reads files by: .*; got 0\.1/,
    );
  });

  test("takes no option of text, and no race of language models", async () => {
    const capped = ["--max-vocabulary", "50", "--data", bags()];
    expect((await run("train", ...FLAGS, ...capped)).err).toMatch(
      /^OPTION {2}maxVocabulary: expected an option that "bow" reads files by: .*; got 50/,
    );
    const raced = await run("bench", "quality", "--data", bags());
    expect(raced.err).toMatch(/^CAPABILITY .*: expected sentences/);
  });
});
