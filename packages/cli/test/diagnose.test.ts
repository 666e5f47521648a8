import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { folderOf, jsonLines, run, TINY, temporaryFolder, tinyCorpus } from "./support.ts";

const home = temporaryFolder();
const folders = {
  vmf: join(home, "vmf"),
  gaussian: join(home, "gaussian"),
  wae: join(home, "wae"),
};

beforeAll(async () => {
  const flags = [...TINY, "--data", tinyCorpus(), "--steps", "6", "--evaluate-every", "2"];
  const size = "--embedding 4 --hidden 6 --batch-size 10 --log-every 2 --dim 3".split(" ");
  const rest = [...flags.slice(TINY.length), "--run"];
  await run("train", ...flags, "--run", folders.vmf);
  await run("train", ...size, "--prior", "gaussian", ...rest, folders.gaussian);
});

interface Answer {
  readonly information: readonly { readonly mutualInformation: number; readonly cap: number }[];
  readonly activeUnits: { readonly units: number };
  readonly weighted: { readonly items: number; readonly estimator: { readonly name: string } };
  readonly swaps: readonly { readonly rate: number }[];
  readonly checkpoint: { readonly step: number; readonly sha256: string };
}

test("diagnose prints every number with its estimator and keeps them with the weights' hash", async () => {
  const flags = ["--run", folders.gaussian, "--samples", "20"];
  const { code, out, err } = await run("diagnose", ...flags);
  expect(code, err).toBe(0);
  expect(out).toMatch(/NLL [\d.]+ {2}PPL [\d.]+ {2}\(IW-20 of 12 items, whose ELBO is [\d.]+\)/);
  expect(out).toMatch(
    /MI [\d.]+ ± [\d.]+ nats {2}\(whole set, mixture of 12; can't exceed 2\.48\)/,
  );
  expect(out).toMatch(/MI .* \(within batches of 32/);
  expect(out).toMatch(/AU \d of 3/);
  expect(out).toMatch(/at rate 0\.1: cosine of the codes/);

  const json = await run("diagnose", ...flags, "--json");
  const answer = jsonLines(json.out).at(-1) as unknown as Answer;
  const stored = JSON.parse(readFileSync(join(folders.gaussian, "diagnostics.json"), "utf8"));
  expect(answer).toMatchObject(stored);
  expect(answer.checkpoint.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(answer.information[0]?.cap).toBeCloseTo(Math.log(12), 12);
  expect(answer.activeUnits.units).toBe(3);

  const report = readFileSync(join(folders.gaussian, "report.html"), "utf8");
  expect(report.match(/<section id="diagnosis">/g)).toHaveLength(1);
  expect(report).toMatch(/IW-20 of 12 items, whose ELBO is [\s\S]*can&#39;t exceed 2\.48/);
});

test("compare shows what was diagnosed, and a dash where nothing was or the weights are others", async () => {
  const line = async (folder: string) => {
    const { out } = await run("compare", folders.vmf, folders.gaussian);
    return out.split("\n").find((row) => row.startsWith(folder)) ?? "";
  };
  expect(await line("gaussian")).toMatch(/ [\d.]+ +\d\/3( +[\d.]+){3} +ELBO/);
  expect(await line("  gaussian")).toMatch(/test: MI: whole set, mixture of 12; IW-20 of 12 items/);
  expect(await line("vmf")).toMatch(/ – +– +–( +[\d.]+){2} +ELBO/);
  const path = join(folders.gaussian, "diagnostics.json");
  const stored = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...stored, checkpoint: { step: 6, sha256: "0" } }));
  expect(await line("gaussian")).toMatch(/ – +– +–( +[\d.]+){2} +ELBO/);
});

test("compare and runs show the best evaluation of the last phase, whose weights are there", async () => {
  const evaluation = (step: number, phase: string, nll: number) =>
    JSON.stringify({
      ...{ kind: "evaluation", step, phase, nll, ppl: 2, divergence: 1, reconstruction: nll - 1 },
      ...{ split: "valid", items: 1, tokens: 1, estimator: { name: "ELBO", bound: true } },
    });
  const folder = folderOf({
    "config.json": JSON.stringify({
      ...{ recipe: "free-bits-pretrained", options: {}, seed: 1, backend: "wasm", logEvery: 10 },
      data: { options: {}, provides: ["text"], vocabulary: { size: 6, sha256: "" } },
      ...{ plugins: {}, location: { data: "corpus" }, until: {} },
    }),
    "metrics.jsonl": [
      evaluation(1, "autoencoder", 3),
      evaluation(2, "free bits", 7),
      evaluation(3, "free bits", 5),
      evaluation(4, "free bits", 6),
      "",
    ].join("\n"),
  });
  const { code, out, err } = await run("compare", folder);
  expect(code, err).toBe(0);
  expect(out).toMatch(/free-bits-pretrained .* 5\.00 +2\.00 +1\.00/);
  const listed = await run("runs", "--folder", join(folder, ".."));
  expect(listed.out).toMatch(/free-bits-pretrained +0 +5\.00 +valid, ELBO/);
});

test("diagnose of some random items names the estimator and its error", async () => {
  const flags = ["--run", folders.gaussian, "--samples", "20", "--items", "5"];
  const { code, out, err } = await run("diagnose", ...flags);
  expect(code, err).toBe(0);
  const line = out.split("\n").find((row) => row.includes("IW-20")) ?? "";
  expect(line).toMatch(/NLL [\d.]+ ± [\d.]+ {2}PPL [\d.]+ {2}\(/);
  expect(line).toContain("(ELBO less its gap to IW-20 on 5 of 12 items, whose ELBO is ");
});

test("evaluate adds mutual information and active units when asked", async () => {
  const { out } = await run("evaluate", "--run", folders.vmf, "--mi", "--active-units");
  expect(out).toMatch(/MI .* \(whole set/);
  expect(out).toMatch(/AU \d of 3/);
  expect((await run("evaluate", "--run", folders.vmf)).out).not.toMatch(/MI |AU /);
});

test("training says once that a fixed κ fixes the KL", async () => {
  const flags = [...TINY, "--data", tinyCorpus(), "--steps", "8", "--evaluate-every", "2"];
  const { err } = await run("train", ...flags, "--run", join(home, "said"));
  expect(err.match(/doctor: the KL is [\d.]+ nats at every evaluation/g)).toHaveLength(1);
});

test("a Wasserstein autoencoder's divergence is printed under its own name", async () => {
  const size = "--recipe wae --embedding 4 --hidden 6 --batch-size 10 --log-every 2 --dim 3".split(
    " ",
  );
  const flags = [...size, "--data", tinyCorpus(), "--steps", "2", "--run", folders.wae];
  const { code, err } = await run("train", ...flags);
  expect(code, err).toBe(0);
  expect(err).toMatch(/rec\. [\d.]+ {2}MMD /);
  expect(err).not.toMatch(/rec\. [\d.]+ {2}KL /);
  expect(readFileSync(join(folders.wae, "report.html"), "utf8")).toContain("MMD per sentence");
});

test("traverse decodes the values of one coordinate", async () => {
  const flags = ["--run", folders.vmf, "--text", "the cat sees", "--dimension", "2"];
  const { out } = await run("traverse", ...flags, "--steps", "3");
  expect(out).toMatch(
    /^dimension 2 of the code of: the cat sees\n {2}-1\.00 .*\n {3}0\.00 .*\n {3}1\.00 /,
  );
  const typed = await run("traverse", ...flags, "--text", "the zebra");
  expect(typed.out).toMatch(/^unknown words: zebra$/m);
  const { code, err } = await run("traverse", "--run", folders.vmf, "--dimension", "3");
  expect(code).toBe(1);
  expect(err).toContain("OPTION");
});

test("what a model has no means for is left out with its reason", async () => {
  const folder = join(home, "lm");
  const size = "--recipe rnnlm --embedding 4 --hidden 6 --batch-size 10".split(" ");
  await run("train", ...size, "--data", tinyCorpus(), "--steps", "2", "--run", folder);
  const { code, out } = await run("diagnose", "--run", folder);
  expect(code).toBe(0);
  expect(out).toMatch(/, mutual information, .*: not available \(/);
});
