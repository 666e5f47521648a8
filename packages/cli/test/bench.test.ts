import { expect, test } from "vitest";
import { jsonLines, readText, run, temporaryFolder, tinyCorpus } from "./support.ts";

const SMALL = ["--small", "--rounds", "1", "--only", "product-nn", "lstm"];

test("bench prints, writes and draws the same measurements", async () => {
  const folder = temporaryFolder();
  const files = ["--out", `${folder}/times.json`, "--chart", `${folder}/speeds.svg`];
  const { code, out, err } = await run("bench", ...SMALL, ...files, "--json");
  expect(code, err).toBe(0);
  const [{ kind, ...report } = {}] = jsonLines(out);
  expect(kind).toBe("bench");
  expect(report).toMatchObject({
    baseline: "stock",
    cases: [{ name: "product-nn" }, { name: "lstm" }],
  });
  expect(JSON.parse(readText(folder, "times.json"))).toEqual(report);
  const drawing = readText(folder, "speeds.svg");
  expect(drawing).toMatch(/^<svg[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  for (const word of ["product-nn", "lstm", "plain", "times as fast as stock"]) {
    expect(drawing).toContain(word);
  }
});

test("bench tells people medians and speeds, and each case as it is done", async () => {
  const { code, out, err } = await run("bench", ...SMALL);
  expect(code, err).toBe(0);
  expect(out).toMatch(/load \d+\.\d\d before, \d+\.\d\d after; medians of 1 rounds/);
  expect(out).toMatch(/^product-nn .*\d+ ms \(1\.00×\)$/m);
  expect(err.trim().split("\n")).toHaveLength(2);
});

test("bench takes the kernels that are named", async () => {
  const { code, out, err } = await run("bench", ...SMALL, "--kernels", "plain", "stock", "--json");
  expect(code, err).toBe(0);
  const [{ subjects } = {}] = jsonLines(out) as { subjects?: { name: string }[] }[];
  expect(subjects?.map(({ name }) => name)).toEqual(["plain", "stock"]);
});

test("bench without its Python is one line with a code", async () => {
  const { code, err } = await run("bench", ...SMALL, "--python", "no-such-python");
  expect(code).toBe(1);
  expect(err).toMatch(/^BACKEND .*no-such-python/);
});

test("bench suggests nothing but the cases it has", async () => {
  const { code, err } = await run("bench", "--only", "step");
  expect(code).toBe(1);
  expect(err).toMatch(/^OPTION .*nvrnn-step/);
});

test("bench quality prints, writes and draws the same evaluations", async () => {
  const folder = temporaryFolder();
  const files = ["--out", `${folder}/race.json`, "--chart", `${folder}/race.svg`];
  const tiny = ["--hidden", "6", "--embedding", "4", "--schedule-steps", "3"];
  const targets = ["--targets", "50", "1.5", "--evaluate-every", "2"];
  const flags = ["--data", tinyCorpus(), ...tiny, ...targets, ...files];
  const { code, out, err } = await run("bench", "quality", ...flags, "--json");
  expect(code, err).toBe(0);
  const [{ kind, ...report } = {}] = jsonLines(out);
  expect(kind).toBe("quality");
  expect(report).toMatchObject({
    subjects: [{ name: "textvae", arrivals: [{ target: 50, reached: true }, { reached: false }] }],
  });
  expect(JSON.parse(readText(folder, "race.json"))).toEqual(report);
  expect(err.trim().split("\n")).toHaveLength(2);
  expect(err).toMatch(/^textvae +2 updates +\d+ tokens\/s +perplexity \d+\.\d +\d+\.\d s$/m);
  const drawing = readText(folder, "race.svg");
  expect(drawing).toMatch(/^<svg[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(drawing).toContain("validation perplexity");
});

test("flags of bench are none of bench quality, and a folder may be called quality", async () => {
  expect((await run("bench", "quality", "--rounds", "1")).err).toMatch(/^OPTION .*--rounds/);
  const { err } = await run("bench", ...SMALL, "--data", "quality");
  expect(err).toMatch(/^DATA .*quality/);
});
