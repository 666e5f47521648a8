import { fileURLToPath } from "node:url";
import { memory } from "@tensorflow/tfjs-core";
import { webgpu } from "@textvae/backend-webgpu";
import { findChromium } from "@textvae/bench/chromium";
import { parseVocabulary, sentenceDataset } from "@textvae/text";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Case } from "../src/cases/case.ts";
import { corpusSteps } from "../src/cases/index.ts";
import { bench, type CaseResult, caseNames } from "../src/index.ts";
import { median } from "../src/report.ts";
import { SMALL } from "../src/sizes.ts";
import { converse } from "../src/subjects/conversation.ts";

const gpu = await webgpu().available();

const TINY = { small: true, rounds: 1 } as const;

describe("a small run", () => {
  let report: Awaited<ReturnType<typeof bench>>;
  const told: CaseResult[] = [];
  let leaked: number;
  beforeAll(async () => {
    await bench({ ...TINY, only: ["product-nn"] });
    const before = memory().numTensors;
    report = await bench({ ...TINY, rounds: 2 }, (result) => told.push(result));
    leaked = memory().numTensors - before;
  }, 60_000);

  test("measures every case on every subject, in order", () => {
    expect(report.cases.map(({ name }) => name)).toEqual(caseNames);
    const subjects = report.subjects.map(({ name }) => name);
    expect(subjects.at(-1)).toBe("stock");
    expect(subjects).toContain("plain");
    for (const { measurements } of report.cases) {
      expect(measurements.map(({ subject }) => subject)).toEqual(subjects);
    }
  });

  test("tells each case as it is done", () => {
    expect(told).toEqual(report.cases);
  });

  test("keeps every time, and its medians, rates and speeds follow from them", () => {
    expect(report.baseline).toBe("stock");
    for (const { work, measurements } of report.cases) {
      const stock = measurements.find(({ subject }) => subject === "stock");
      expect(work.amount).toBeGreaterThan(0);
      for (const { rounds, median: middle, rate, speed } of measurements) {
        expect(rounds).toHaveLength(2);
        expect(middle).toBe(median(rounds.flat()));
        expect(middle).toBeGreaterThan(0);
        expect(rate).toBeCloseTo((1000 * work.amount) / middle);
        expect(speed).toBeCloseTo((stock?.median as number) / middle);
      }
    }
  });

  test("says where and how", () => {
    const { machine, load, rounds, sizes, subjects } = report;
    expect(machine.node).toBe(process.versions.node);
    expect(machine.v8).toBe(process.versions.v8);
    expect(machine.cpu).not.toBe("");
    expect(load.before).toBeGreaterThanOrEqual(0);
    expect(load.after).toBeGreaterThanOrEqual(0);
    expect(rounds).toBe(2);
    expect(sizes.vocabulary).toBe(1000);
    for (const { name, facts } of subjects) expect(facts.kernels).toBe(name);
  });

  test("measures the memory of each subject in a process of its own", () => {
    const step = report.cases.find(({ name }) => name === "nvrnn-step");
    const peaks = step?.measurements.map(({ peakMemory }) => peakMemory ?? 0) ?? [];
    expect(peaks).toHaveLength(report.subjects.length);
    expect(Math.min(...peaks)).toBeGreaterThan(30);
  });

  test("leaves no tensor behind", () => {
    expect(leaked).toBe(0);
  });
});

test("only the kernels that are asked for take part", async () => {
  const { subjects, baseline, cases } = await bench({
    ...TINY,
    only: ["product-nn"],
    kernels: ["stock", "plain"],
  });
  expect(subjects.map(({ name }) => name)).toEqual(["plain", "stock"]);
  expect(baseline).toBe("stock");
  expect(cases[0]?.measurements[0]).not.toHaveProperty("peakMemory");
});

test("steps of large vocabularies run where they are named, by the processor's time", async () => {
  const only = ["vocabulary-50k-adaptive"];
  const { cases, clock } = await bench({ ...TINY, only, kernels: ["plain"], clock: "processor" });
  expect(clock).toBe("processor");
  expect(cases[0]?.measurements[0]).toMatchObject({
    median: expect.any(Number),
    peakMemory: expect.any(Number),
  });
});

describe("a corpus", () => {
  const sentences = ["the cat sleeps", "a dog", "the dog sees the cat and sleeps"];
  const vocabulary = parseVocabulary(["the", "cat", "sleeps", "a", "dog", "sees", "and"]);
  const dataset = sentenceDataset({
    name: "animals",
    vocabulary,
    splits: { train: sentences.map((line) => ({ words: line.split(" ") })) },
  });

  test("adds training steps on all its sentences, on as many threads as asked", async () => {
    const options = { ...TINY, only: ["corpus-step", "corpus-step-bucketed"], threads: 2 };
    const { cases, subjects } = await bench(options, undefined, dataset);
    expect(cases.map(({ name, work }) => [name, work])).toEqual([
      ["corpus-step", { unit: "sentences", amount: 3 }],
      ["corpus-step-bucketed", { unit: "sentences", amount: 3 }],
    ]);
    expect(cases[0]?.measurements.every(({ median }) => median > 0)).toBe(true);
    expect(subjects.map(({ facts }) => facts.threads)).toContain(1);
  });

  test("that is missing is an OPTION error with the flag that names one", async () => {
    await expect(bench({ ...TINY, only: ["corpus-step"] })).rejects.toMatchObject({
      code: "OPTION",
      message: expect.stringContaining("--data"),
    });
  });
});

describe("beside one another", () => {
  test("speeds are relative to the subject that is named, which must take part", async () => {
    const { baseline, cases } = await bench({ ...TINY, only: ["product-nn"], against: "plain" });
    expect(baseline).toBe("plain");
    const plain = cases[0]?.measurements.find(({ subject }) => subject === "plain");
    expect(plain?.speed).toBe(1);
    const nobody = bench({ ...TINY, only: ["product-nn"], against: "nobody" });
    await expect(nobody).rejects.toMatchObject({
      code: "OPTION",
      message: expect.stringMatching(/--against.*plain.*nobody/),
    });
  });

  const chromium = findChromium();
  test.skipIf(!chromium)(
    `a page of Chromium takes its turns${chromium ? "" : " (skipped: no Chromium)"}`,
    async () => {
      const report = await bench({ ...TINY, only: ["lstm"], backends: ["chromium"] });
      expect(report.subjects).toMatchObject([{ name: "chromium", facts: { threads: 1 } }]);
      expect(report.cases[0]?.measurements[0]?.median).toBeGreaterThan(0);
    },
    120_000,
  );

  test.skipIf(!gpu.ok)(
    `webgpu counts the kernels it starts, fused and in tfjs${gpu.ok ? "" : " (skipped: no adapter)"}`,
    async () => {
      const { cases } = await bench({ ...TINY, only: ["cross-entropy"], backends: ["webgpu"] });
      const [fused, stock] = cases[0]?.measurements ?? [];
      expect([fused?.subject, stock?.subject]).toEqual(["webgpu", "webgpu-stock"]);
      expect(fused?.kernels).toBeGreaterThan(0);
      expect(stock?.kernels).toBeGreaterThan(fused?.kernels as number);
    },
    120_000,
  );
});

test("a backend that is named takes part, or is a BACKEND error", async () => {
  vi.stubEnv("TEXTVAE_NODE_BINDING", "/nowhere");
  const run = bench({ ...TINY, only: ["product-nn"], backends: ["node", "wasm"] });
  await expect(run).rejects.toMatchObject({
    code: "BACKEND",
    message: expect.stringContaining("textvae backend setup node"),
  });
  vi.unstubAllEnvs();
});

describe("a Python", () => {
  const fake = (answer: string) => ["-e", `console.log('${answer}'); process.stdin.resume()`];

  test("that is not there is a BACKEND error with a command to try", async () => {
    const run = bench({ ...TINY, only: ["product-nn"], python: "no-such-python" });
    await expect(run).rejects.toMatchObject({
      code: "BACKEND",
      message: expect.stringMatching(/no-such-python, which can't be started.* -c "import torch/),
    });
  });

  test("without PyTorch is a BACKEND error with the command that installs it", async () => {
    const python = fileURLToPath(new URL("python-without-torch.mjs", import.meta.url));
    const run = bench({ ...TINY, only: ["product-nn"], python });
    await expect(run).rejects.toMatchObject({
      code: "BACKEND",
      message: expect.stringContaining("-m pip install torch"),
    });
  });

  test("that answers is heard line by line", async () => {
    const child = converse(process.execPath, fake('{"facts":{"threads":1}}'));
    expect(await child.listen()).toEqual({ facts: { threads: 1 } });
    await child.end();
  });

  test("that dies is a BACKEND error with its last words", async () => {
    const child = converse(process.execPath, [
      "-e",
      "console.error('out of luck'); process.exit(3)",
    ]);
    await expect(child.listen()).rejects.toMatchObject({
      code: "BACKEND",
      message: expect.stringContaining("out of luck"),
    });
  });
});

test("sentences go to PyTorch whole, whatever they are padded to", () => {
  const rows = [
    [1, 2, 0],
    [3, 0],
    [4, 5, 6, 0],
    [7, 0],
  ];
  const animals = sentenceDataset({
    name: "animals",
    vocabulary: parseVocabulary(["a", "b", "c", "d", "e", "f", "g"]),
    splits: {
      train: rows.map((row) => ({ words: row.slice(0, -1).map((id) => " abcdefg"[id] as string) })),
    },
  });
  const whole = ({ input = () => ({}) }: Case) =>
    (input(SMALL) as { batches: { time: number; tokens: number[]; lengths: number[] }[] }).batches
      .flatMap(({ time, tokens, lengths }) =>
        lengths.map((length, row) => tokens.slice(row * time, row * time + length).join(" ")),
      )
      .sort();
  const [shuffled, bucketed] = corpusSteps(animals, 2) as [Case, Case];
  expect(whole(shuffled)).toEqual(whole(bucketed));
  expect(whole(shuffled)).toHaveLength(4);
});

test("refuses unknown cases, unknown backends and impossible rounds", async () => {
  await expect(bench({ only: ["nvrnn"] })).rejects.toMatchObject({ code: "OPTION" });
  await expect(bench({ backends: ["wsam"] })).rejects.toMatchObject({ code: "OPTION" });
  await expect(bench({ rounds: 0 })).rejects.toMatchObject({ code: "OPTION" });
});
