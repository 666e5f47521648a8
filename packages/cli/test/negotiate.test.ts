import { existsSync } from "node:fs";
import { join } from "node:path";
import { leasePlace } from "@textvae/workbench/places";
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

const GOALS = ["1 2 2 3 1 2", "1 4 2 1 1 4", "1 0 2 5 1 0", "1 6 2 0 1 4", "1 1 2 4 1 1"];

/** Who says what it wants, and ends it. */
const deals = (count: number, end: string, shift: number): string =>
  Array.from({ length: count }, (_, i) => {
    const [goal, other] = [GOALS[(i + shift) % 5], GOALS[(i * 2 + shift) % 5]];
    const hats = i % 3;
    return `${goal} YOU: ${hats} hats ${end} <eos> THEM: deal <eos> YOU: <selection> item0=0 item1=${hats} item2=1 <eos> reward=0 agree ${other}`;
  }).join("\n");
const negotiations = (): string =>
  folderOf({
    "data.txt": deals(60, "please", 0),
    "val.txt": deals(9, "now", 2),
    "test.txt": deals(9, "then", 3),
  });

const SUPERVISED = [
  ..."--recipe latent-actions --variables 2 --classes 3 --embedding 4 --hidden 6 --dropout 0".split(
    " ",
  ),
  ..."--utterance-hidden 4 --context-hidden 5 --prior-hidden 4 --goal 3 --turns 4".split(" "),
  ..."--batch-size 20 --steps 6 --backend wasm".split(" "),
];
const FEW =
  "--episodes 6 --games 4 --games-per-update 2 --selection-steps 4 --log-every 1 --checkpoint-every 1 --turn-limit 4 --max-length 5 --show 1".split(
    " ",
  );

describe("negotiate", () => {
  test("trains a run by self-play, and other commands read what comes of it", async () => {
    const [folder, data] = [temporaryFolder(), negotiations()];
    const [taught, out] = [join(folder, "taught"), join(folder, "negotiated")];
    const trained = await run("train", ...SUPERVISED, "--data", data, "--run", taught);
    expect(trained.code, trained.err).toBe(0);
    expect(trained.out).toContain("no ELBO");

    const made = await run("negotiate", "--run", taught, "--out", out, ...FEW);
    expect(made.code, made.err).toBe(0);
    for (const words of ["before", "after", "agreement", "points", "choices of people on test"]) {
      expect(made.out + made.err).toContain(words);
    }
    expect(made.err.match(/^game \d+/gm)).toEqual(["game 2", "game 4", "game 6"]);
    const metrics = readText(out, "metrics.jsonl");
    expect(jsonLines(metrics).map(({ kind, step, games }) => [kind, step, games])).toEqual([
      ["self-play", 1, 2],
      ["self-play", 2, 2],
      ["self-play", 3, 2],
    ]);
    for (const command of [["sample", "--count", "2"], ["evaluate"]]) {
      const asked = await run(...command, "--run", out);
      expect(asked.code, asked.err).toBe(0);
    }

    // One at a time, and only into a folder of its own.
    const lease = await leasePlace(out);
    const second = await run("negotiate", "--run", taught, "--out", out, ...FEW);
    expect([second.code, second.err]).toEqual([1, expect.stringMatching(/^LOCKED/m)]);
    await lease.release();
    expect(readText(out, "metrics.jsonl")).toBe(metrics);
    const someones = folderOf({ "vocab.txt": "mine" });
    const refused = await run("negotiate", "--run", taught, "--out", someones, ...FEW);
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/^STORAGE .*--out/m)]);

    // The same again is the same; longer goes on where it ended.
    const again = await run("negotiate", "--run", taught, "--out", out, ...FEW, "--json");
    const [first, ...rest] = jsonLines(again.out);
    expect(first).toEqual({ kind: "start", step: 3 });
    expect(rest.at(-1)).toMatchObject({ kind: "negotiation", step: 3, split: "test" });
    const longer = await run("negotiate", "--run", taught, "--out", out, ...FEW, "--episodes", "8");
    expect(longer.err.match(/^game \d+/gm)).toEqual(["game 8"]);
    expect(readText(out, "metrics.jsonl").startsWith(metrics)).toBe(true);
    const other = await run(
      "negotiate",
      "--run",
      taught,
      "--out",
      out,
      ...FEW,
      "--discount",
      "0.5",
    );
    expect([other.code, other.err]).toEqual([1, expect.stringContaining("CONFIG")]);
  });

  test("refuses a run of something else, and options out of range", async () => {
    const folder = join(temporaryFolder(), "run");
    const data = tinyCorpus();
    await run("train", ...TINY, "--data", data, "--steps", "2", "--run", folder);
    const refused = await run("negotiate", "--run", folder);
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringMatching(/^CAPABILITY .*negotiate: .*--recipe latent-actions/),
    ]);
    expect(existsSync(`${folder}-negotiated`)).toBe(false);
    const wrong = await run("negotiate", "--run", folder, "--discount", "2");
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/^OPTION .*--discount/)]);
  });
});
