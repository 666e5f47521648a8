import { expect, test } from "vitest";
import { jsonLines, readText, run, temporaryFolder } from "./support.ts";

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
