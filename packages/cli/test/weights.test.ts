import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonLines, run, TINY, temporaryFolder, tinyCorpus } from "./support.ts";

const corpus = tinyCorpus();
const train = async (...flags: readonly string[]) => {
  const folder = join(temporaryFolder(), "run");
  const ran = await run("train", "--data", corpus, ...TINY, "--run", folder, ...flags);
  expect(ran.err + ran.out).not.toContain("expected");
  return { folder, ...ran };
};

test("every number says the step of its weights, and a run is evaluated where it ends", async () => {
  // Six steps an epoch; SGD at rate 10 makes the eighth step worse or better, so that both may be.
  const { folder, out, err } = await train("--steps", "8");
  expect(err).toMatch(/step 8 {2}valid/);
  const [, step = ""] = /weights of step (\d+) \(best/.exec(out) ?? [];
  expect(["6", "8"]).toContain(step);
  expect(readFileSync(join(folder, "report.html"), "utf8")).toContain(`weights of step ${step} `);

  const evaluated = await run("evaluate", "--run", folder);
  expect(evaluated.out).toContain(`weights of step ${step} (best`);
  const sampled = await run("sample", "--run", folder, "--count", "1");
  expect(sampled.err).toContain(`weights of step ${step} (best`);
  expect(sampled.out).not.toContain("weights of");
  for (const command of ["evaluate", "sample", "reconstruct", "interpolate", "traverse"]) {
    const [said] = jsonLines((await run(command, "--run", folder, "--json")).out).slice(-1);
    expect(said, command).toMatchObject({ step: Number(step), weights: { last: 8 } });
  }
});

test("a last checkpoint that is not there is named where its evaluation is told of", async () => {
  const { folder } = await train("--steps", "8");
  rmSync(join(folder, "checkpoints", "00000008"), { recursive: true });
  const evaluated = await run("evaluate", "--run", folder);
  const said = /weights of step 6 .*metrics go on to step 8, whose checkpoint is not there/;
  expect(evaluated.out).toMatch(said);
});

test("what the end leaves undone is said at the start and beside the numbers", async () => {
  const options = ["--recipe", "free-bits-pretrained", "--prior", "vmf", "--per", "total"];
  const { out, err } = await train(...options, "--epochs", "1");
  const notice = /the run ends at step 6, in phase "autoencoder": phase "free bits" begins after/;
  expect(err.slice(0, err.indexOf("step 6"))).toMatch(/note: the run ends/);
  expect(err).toMatch(notice);
  expect(out).toMatch(notice);
  expect(out).toMatch(/weights of step 6 \(best and last\), phase "autoencoder"/);
});
