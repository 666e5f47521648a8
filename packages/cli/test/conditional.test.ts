import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  folderOf,
  jsonLines,
  run,
  sentences,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

/** The sentences with ratings 1 and 3 in turn. */
const rated = (count: number, shift = 0): string =>
  sentences(count, shift)
    .split("\n")
    .map((line, i) => `${i % 2 === 0 ? 1 : 3}\t${line}`)
    .join("\n");
const ratings = (): string =>
  folderOf({ "train.txt": rated(60), "valid.txt": rated(12, 3), "test.txt": rated(12, 5) });

const train = async (...flags: readonly string[]) => {
  const folder = join(temporaryFolder(), "run");
  const trained = await run("train", ...flags, "--steps", "4", "--run", folder);
  expect(trained.code, trained.err).toBe(0);
  return { folder, ...trained };
};
const CVAE = [
  ..."--recipe cvae --dim 3 --embedding 4 --hidden 6 --encoder-hidden 4 --prior-hidden 4".split(
    " ",
  ),
  ..."--bow-hidden 4 --batch-size 10 --log-every 2 --format label-tab".split(" "),
];

describe("a model that is told the class", () => {
  test("is trained, scored and asked for sentences of a class", async () => {
    const { folder, out } = await train(...CVAE, "--data", ratings());
    expect(out).toContain("conditional on the label");
    expect(out).toMatch(/interpolation along the straight line/);

    const evaluated = await run("evaluate", "--run", folder, "--samples", "4");
    expect(evaluated.out).toMatch(/IW-4[\s\S]*p\(x\|c\), not of p\(x\)/);

    const sample = ["sample", "--run", folder, "--count", "3"];
    const asked = await run(...sample, "--label", "3", "--json");
    expect(jsonLines(asked.out)[0]).toMatchObject({ labels: ["3", "3", "3"] });
    expect((await run(...sample, "--label", "3")).out).toMatch(/^(3\t?.*\n?){3}$/);
    const random = jsonLines((await run(...sample, "--json")).out)[0]?.labels as string[];
    expect(random.every((label) => ["1", "3"].includes(label))).toBe(true);

    for (const command of [
      ["reconstruct", "--text", "the cat runs", "--label", "1"],
      ["reconstruct", "--count", "2"],
      ["interpolate", "--from", "the cat", "--to", "a dog", "--label", "3"],
      ["interpolate"],
      ["traverse", "--text", "the cat", "--label", "1"],
      ["diagnose", "--items", "6", "--samples", "4"],
    ]) {
      const made = await run(...command, "--run", folder);
      expect(made.code, made.err).toBe(0);
    }
    const refused = [
      [["sample", "--label", "2"], "--label: expected one of 1, 3"],
      [["reconstruct", "--text", "the cat"], "--label: expected one of 1, 3; got none"],
      [["reconstruct", "--label", "1"], "--label: expected a sentence that is given"],
      [["interpolate", "--label", "nonsense"], "--label: expected a sentence that is given"],
      [["traverse", "--label", "3"], "--label: expected a sentence that is given"],
      [["reconstruct", "--text", "the cat", "--label", "1", "--count", "3"], "--count: expected"],
    ] as const;
    for (const [command, message] of refused) {
      const { code, err } = await run(...command, "--run", folder);
      expect([code, err]).toEqual([1, expect.stringContaining(message)]);
    }
  });
});

describe("a model that is told the bag of words", () => {
  test("takes the bags of random sentences, or of the typed ones", async () => {
    const { folder } = await train(
      "--recipe",
      "nvrnn-bow",
      "--bow",
      "5",
      ...TINY,
      "--data",
      tinyCorpus(),
    );
    for (const command of [
      ["sample", "--count", "20"],
      ["reconstruct", "--text", "the cat runs"],
      ["interpolate", "--from", "the cat", "--to", "a dog"],
    ]) {
      const made = await run(...command, "--run", folder);
      expect(made.code, made.err).toBe(0);
    }
    const { code, err } = await run("sample", "--label", "3", "--run", folder);
    expect([code, err]).toEqual([1, expect.stringContaining("is told the class")]);
  });
});

test("an unconditional model refuses a class", async () => {
  const { folder } = await train(...TINY, "--data", tinyCorpus());
  const { code, err } = await run("sample", "--label", "3", "--run", folder);
  expect([code, err]).toEqual([1, expect.stringContaining("is told the class")]);
});
