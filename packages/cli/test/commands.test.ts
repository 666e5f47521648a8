import { readdirSync } from "node:fs";
import { join } from "node:path";
import { memory } from "@tensorflow/tfjs-core";
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, test } from "vitest";
import {
  jsonLines,
  type Ran,
  readText,
  run,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

const trained = { folder: "", ran: { code: -1, out: "", err: "" } as Ran };

beforeAll(async () => {
  trained.folder = join(temporaryFolder(), "run");
  const flags = [...TINY, "--data", tinyCorpus(), "--steps", "14", "--evaluate-every", "4"];
  trained.ran = await run("train", ...flags, "--run", trained.folder);
});

/** What the commands answer, each its own part. */
interface Answer {
  readonly evaluations: readonly { readonly nll: number; readonly estimator: { name: string } }[];
  readonly unigram: { readonly perplexity: number };
  readonly samples: readonly string[];
  readonly sentences: readonly string[];
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly reconstructions: readonly { readonly mean: string }[];
}

const ask = async (command: string, ...flags: string[]): Promise<Answer> => {
  const { code, out, err } = await run(command, "--run", trained.folder, "--json", ...flags);
  expect(code, out + err).toBe(0);
  return jsonLines(out).at(-1) as unknown as Answer;
};

describe("train", () => {
  test("ends with numbers, the unigram model, ten samples, an interpolation and the report", () => {
    const { code, out, err } = trained.ran;
    expect(code, err).toBe(0);
    expect(out).toMatch(/test: 12 sentences, \d+ scored tokens/);
    expect(out).toMatch(/ELBO, 1 sample, closed.form KL/);
    expect(out).toMatch(/unigram model, exact/);
    expect(out).toMatch(/samples\n(.*\n){10}\n/);
    expect(out).toMatch(/interpolation along the geodesic of the sphere\n {2}from {2}/);
    expect(out).toContain(join(trained.folder, "report.html"));
  });

  test("shows its pace in plain lines when nobody looks", () => {
    const { err } = trained.ran;
    expect(err).toMatch(/starting at step 0, 6 batches per epoch/);
    expect(err).toMatch(
      /step 2 {2}epoch 1 {2}loss [\d.]+ {2}rec\. [\d.]+ {2}KL [\d.]+ {2}[\d,]+ tokens\/s/,
    );
    expect(err).toMatch(/step 4 {2}valid {2}NLL [\d.]+ {2}PPL [\d.]+ .* best so far/);
    expect(err).not.toContain("\u001b");
  });

  test("leaves a run folder, and no clock in the metrics", () => {
    expect(readdirSync(trained.folder).sort()).toEqual([
      "account.json",
      "checkpoints",
      "config.json",
      "lease",
      "metrics.jsonl",
      "report.html",
      "timings.jsonl",
      "vocab.txt",
    ]);
    const metrics = jsonLines(readText(trained.folder, "metrics.jsonl"));
    expect(metrics.some((line) => "tokensPerSecond" in line)).toBe(false);
    const timings = jsonLines(readText(trained.folder, "timings.jsonl"));
    expect(timings.map(({ step }) => step)).toEqual([2, 4, 6, 8, 10, 12, 14]);
  });

  test("records everything resolved, with the versions of its plugins", () => {
    expect(JSON.parse(readText(trained.folder, "config.json"))).toMatchObject({
      recipe: "nvrnn",
      options: { kappa: 10, dim: 3, dropout: 0.4 },
      seed: 1,
      backend: "wasm",
      plugins: { prior: { kind: "prior", name: "vmf", version: "0.1.0", options: { kappa: 10 } } },
      until: { steps: 14 },
    });
  });

  test("--json prints one object per line", async () => {
    const folder = join(temporaryFolder(), "run");
    const flags = [...TINY, "--data", tinyCorpus(), "--steps", "4", "--seed", "0", "--run", folder];
    const { code, out, err } = await run("train", ...flags, "--json");
    expect(code).toBe(0);
    expect(err).toBe("");
    const lines = jsonLines(out);
    expect(lines.map(({ kind }) => kind)).toEqual(
      "data start train train evaluation checkpoint end result".split(" "),
    );
    expect(lines.at(-1)).toMatchObject({
      scores: { split: "test", evaluations: [{ estimator: { bound: true } }], unigram: {} },
      samples: expect.objectContaining({ length: 10 }),
      interpolation: { path: "geodesic of the sphere" },
    });
  });

  test("a language model has no interpolation, and a paper's protocol is no bound", async () => {
    const flags = ["--data", tinyCorpus(), ..."--hidden 6 --embedding 4 --steps 2".split(" ")];
    const folders = [temporaryFolder(), temporaryFolder()].map((folder) => join(folder, "run"));
    const model = await run("train", "--recipe", "rnnlm", ...flags, "--run", folders[0] as string);
    expect(model.out).toMatch(/ {2}exact\n/);
    expect(model.out).not.toContain("interpolation");
    const paper = ["--protocol", "paper", "--kappa", "9", "--dim", "3"];
    const { out } = await run("train", ...paper, ...flags, "--run", folders[1] as string);
    expect(out).toMatch(/\(not a bound\)/);
    expect(readText(folders[1] as string, "report.html")).toContain("(not a bound)");
  });
});

describe("the report", () => {
  test("draws the curves and loads nothing", () => {
    const page = readText(trained.folder, "report.html");
    expect(page).toMatch(/parameters · trained in \d/);
    const { document } = parseHTML(page);
    const titles = [...document.querySelectorAll("figure b")].map(({ textContent }) => textContent);
    expect(titles).toEqual([
      "Reconstruction, nats per token",
      "Validation NLL, nats per sentence",
      "KL per sentence, nats",
      "Validation perplexity",
      "Weight of the KL",
      "Tokens per second",
      "12 sentences of test by their codes, principal directions",
    ]);
    expect([...document.querySelectorAll("circle title")].length).toBe(12);
    for (const figure of [...document.querySelectorAll("figure")].slice(0, -1)) {
      const drawn = [...figure.querySelectorAll("svg path")].map((path) => path.getAttribute("d"));
      expect(drawn.some((d) => /^M[\d.]+,[\d.]+L/.test(d ?? ""))).toBe(true);
    }
    expect(document.querySelectorAll("[src], [href], link, script, iframe")).toHaveLength(0);
    expect(page).not.toMatch(/url\(|@import/);
    expect(document.querySelectorAll("ol li")).toHaveLength(10);
  });
});

describe("asking a run", () => {
  test("evaluate names each estimator, and IW-K is no worse than the ELBO", async () => {
    const { evaluations, unigram } = await ask("evaluate", "--samples", "50");
    const [elbo, iw] = evaluations;
    expect(elbo?.estimator.name).toMatch(/^ELBO, 1 sample/);
    expect(iw?.estimator.name).toBe("IW-50");
    expect(iw?.nll).toBeLessThan((elbo?.nll ?? 0) + 0.1);
    expect(unigram.perplexity).toBeGreaterThan(1);
  });

  test("the same seed samples the same, another does not", async () => {
    const draw = async (seed: string) => (await ask("sample", "--seed", seed)).samples;
    expect(await draw("0")).toEqual(await draw("0"));
    expect(await draw("0")).not.toEqual(await draw("1"));
  });

  test.each([
    ["--greedy"],
    ["--beam", "3"],
    ["--temperature", "0.5", "--top-k", "4"],
    ["--top-p", "0.5"],
  ])("sample %s %s", async (...flags) => {
    const { samples } = await ask("sample", "--count", "3", "--max-length", "5", ...flags);
    expect(samples).toHaveLength(3);
    for (const sample of samples) expect(sample.split(" ").length).toBeLessThan(6);
  });

  test("interpolate starts and ends at the sentences' own reconstructions", async () => {
    const [from, to] = ["the cat sees", "a red dog runs"];
    const { sentences, path } = await ask(
      "interpolate",
      "--from",
      from,
      "--to",
      to,
      "--steps",
      "5",
    );
    expect(path).toBe("geodesic of the sphere");
    expect(sentences).toHaveLength(5);
    const ends = [sentences[0], sentences[4]];
    for (const [i, text] of [from, to].entries()) {
      const { reconstructions } = await ask("reconstruct", "--text", text);
      expect(reconstructions[0]?.mean).toBe(ends[i]);
    }
  });

  test("unknown words are told and case is forgiven", async () => {
    const { reconstructions } = await ask("reconstruct", "--text", "The zebra sees");
    expect(reconstructions[0]).toMatchObject({ read: "the <unk> sees", unknown: ["zebra"] });
  });

  test("without sentences there are random ones of the test split", async () => {
    const { reconstructions } = await ask("reconstruct", "--count", "3");
    expect(reconstructions).toHaveLength(3);
    const { from, to } = await ask("interpolate");
    expect(from).not.toBe(to);
  });

  test("on another backend the numbers agree", async () => {
    const nll = async (...flags: string[]) =>
      (await ask("evaluate", ...flags)).evaluations[0]?.nll as number;
    expect(await nll("--backend", "cpu")).toBeCloseTo(await nll(), 4);
  });

  test("on other threads the numbers are the same", async () => {
    const scores = async (threads: string) =>
      (await ask("evaluate", "--threads", threads)).evaluations;
    expect(await scores("2")).toEqual(await scores("1"));
  });

  test("no tensor is left behind", async () => {
    const before = memory().numTensors;
    await ask("sample");
    await ask("reconstruct");
    await ask("evaluate");
    expect(memory().numTensors).toBe(before);
  });
});

test("the doctor finds everything in order", async () => {
  const { code, out } = await run("doctor", "--json");
  expect(code, out).toBe(0);
  const { checks } = jsonLines(out)[0] as { checks: { name: string; found: string }[] };
  const names = checks.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["node", "WebAssembly", "LSTM on wasm", "LSTM on cpu", "gradients"]),
  );
  // All three are there in the Node that these tests run on.
  expect(checks[1]?.found).toBe("simd yes, threads yes, relaxedSimd yes");
});

describe("centres", () => {
  test("are written, and a Riemannian flow takes them from the file", async () => {
    const out = join(temporaryFolder(), "centres.json");
    const answer = (await ask("centres", "--count", "4", "--out", out)) as unknown as {
      readonly sizes: readonly number[];
    };
    expect(answer.sizes.reduce((a, b) => a + b, 0)).toBe(60);
    const centres = JSON.parse(readText(out)) as number[][];
    expect(centres.map((centre) => centre.length)).toEqual([3, 3, 3, 3]);

    const flags = "--dim 3 --embedding 4 --hidden 6 --batch-size 10".split(" ");
    const folder = join(temporaryFolder(), "rnf");
    const { code, err } = await run(
      ...["train", "--recipe", "wae-rnf", "--centres", `@${out}`, "--steps", "2"],
      ...[...flags, "--data", tinyCorpus(), "--run", folder],
    );
    expect(code, err).toBe(0);
  });

  test("more of them than items, or a file that is not there, is refused", async () => {
    const many = await run("centres", "--run", trained.folder, "--count", "61");
    expect([many.code, many.err]).toEqual([1, expect.stringMatching(/OPTION +--count.*60/)]);
    const missing = await run("train", "--recipe", "wae-rnf", "--centres", "@nowhere.json");
    expect([missing.code, missing.err]).toEqual([1, expect.stringMatching(/OPTION +@nowhere/)]);
  });
});
