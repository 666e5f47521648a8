import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderOf, jsonLines, run, temporaryFolder } from "./support.ts";

const THINGS = ["book", "hat", "ball", "pen", "cup"];

const utterances = (count: number, shift: number): string =>
  Array.from(
    { length: count },
    (_, i) =>
      `the ${THINGS[(i + shift) % 5]} ${"please ".repeat(1 + ((i + shift) % 7))}__eou__ no __eou__`,
  ).join("\n");
const talk = (): string =>
  folderOf({
    "train.utts.txt": utterances(70, 0).replaceAll("no _", "no no _"),
    "valid.utts.txt": utterances(12, 3),
    "test.utts.txt": utterances(12, 5),
  });

const deals = (count: number, end: string): string =>
  Array.from(
    { length: count },
    (_, i) =>
      `1 ${i % 5} 2 3 1 4 YOU: i want the ${THINGS[i % 5]} <eos> THEM: deal ${end} <eos> YOU: <selection> x`,
  ).join("\n");
const negotiations = (): string =>
  folderOf({
    "data.txt": deals(60, "then"),
    "val.txt": deals(10, "now"),
    "test.txt": deals(10, "so"),
  });

const FLAGS = [
  ..."--recipe vhred --dim 2 --embedding 4 --hidden 6 --encoder-hidden 4 --prior-hidden 4".split(
    " ",
  ),
  ..."--utterance-hidden 4 --context-hidden 5 --turns 2 --batch-size 20 --steps 4".split(" "),
];

describe("a folder of dialogues", () => {
  test.each([
    ["of utterances in turn", talk, [], 24],
    ["of negotiations, with their goals", negotiations, ["--goal", "3"], 20],
  ])("%s is trained on, scored and sampled", async (_, data, flags, items) => {
    const folder = join(temporaryFolder(), "run");
    const trained = await run("train", ...FLAGS, ...flags, "--data", data(), "--run", folder);
    expect(trained.code, trained.err).toBe(0);
    expect(trained.out).toContain(`test: ${items} sentences`);
    expect(trained.out).toContain("conditional on the utterances before");
    const { out } = await run("evaluate", "--run", folder, "--samples", "4", "--json");
    expect(jsonLines(out).at(-1)).toMatchObject({ split: "test" });
    for (const command of [["sample", "--count", "3"], ["reconstruct"], ["interpolate"]]) {
      const made = await run(...command, "--run", folder);
      expect(made.code, made.err).toBe(0);
    }
    const typed = await run("reconstruct", "--text", "the hat", "--run", folder);
    expect([typed.code, typed.err]).toEqual([
      1,
      expect.stringMatching(/^CAPABILITY .*a typed sentence: .*"context"/),
    ]);
  });
});
