import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderOf, jsonLines, makeFolder, run, temporaryFolder } from "./support.ts";

interface Made {
  readonly words?: number;
  readonly print?: string;
  readonly maxLength?: number;
  readonly tokens?: number;
  readonly estimator?: { readonly name: string; readonly bound: boolean };
  readonly condition?: string;
  readonly perToken?: readonly number[];
}

/** What `config.json` holds beside the data and the parts. */
const CONFIG = {
  ...{ recipe: "nvrnn", options: {}, seed: 1, backend: "wasm", logEvery: 10 },
  ...{ plugins: {}, location: { data: "corpus" }, until: { steps: 20 } },
};

const dataOf = ({ words = 6, print = "aa", maxLength = 30 }: Made) => ({
  plugin: {
    name: "text",
    version: "1",
    options: { splits: { train: { bytes: 9, fingerprint: print } }, maxLength },
  },
  vocabulary: { size: words, sha256: `${words}`.repeat(8) },
  ...{ options: {}, provides: ["text"] },
});

const PLAIN = JSON.stringify({ ...CONFIG, data: dataOf({}) });

/** A run as far as `compare` reads it. */
const made = (options: Made = {}): string => {
  const { tokens = 40, condition } = options;
  const { estimator = { name: "ELBO", bound: true }, perToken = [3, 2] } = options;
  const evaluation = { kind: "evaluation", step: 20, nll: 5, ppl: 4, divergence: 1, items: 8 };
  return folderOf({
    "config.json": JSON.stringify({
      ...CONFIG,
      data: dataOf(options),
      plugins: condition === undefined ? {} : { condition: { name: condition } },
    }),
    "metrics.jsonl": [
      ...perToken.map((perToken, i) => ({
        ...{ kind: "train", step: 10 * (i + 1), perToken },
        ...{ loss: 5, reconstruction: 4, divergence: 1 },
      })),
      { ...evaluation, reconstruction: 4, tokens, estimator },
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(""),
  });
};

interface Answer {
  readonly runs: readonly { readonly run: string; readonly group?: string }[];
  readonly differences: readonly { readonly what: string; readonly comparable: boolean }[];
}

test.each<[string, Made, boolean]>([
  ["vocabulary", { words: 13 }, false],
  ["corpus", { print: "bb" }, false],
  ["cut", { maxLength: 5 }, false],
  ["scored", { tokens: 30 }, false],
  ["told", { condition: "label" }, false],
  ["bound", { estimator: { name: "ELBO", bound: false } }, false],
  ["estimator", { estimator: { name: "IW-5", bound: true } }, true],
])("runs that differ in their %s are told apart", async (what, other, comparable) => {
  const folders = [made(), made(other), made()];
  const { out } = await run("compare", ...folders, "--json");
  const { runs, differences } = jsonLines(out).at(-1) as unknown as Answer;
  expect(differences).toMatchObject([{ what, comparable }]);
  const letters = comparable ? [undefined, undefined, undefined] : ["a", "b", "a"];
  expect(runs.map(({ group }) => group)).toEqual(letters);
  const shown = (await run("compare", ...folders)).out;
  expect(shown).toContain(`  ${comparable ? "different" : "not comparable"}, ${what}: `);
  expect(shown.includes(" (b) ")).toBe(!comparable);
});

test("runs that differ in nothing are set side by side without a word", async () => {
  const { out } = await run("compare", made(), made());
  expect(out).not.toMatch(/comparable|different|\(a\)/);
});

test("a run too short for a line of metrics has its steps, and no number it has not", async () => {
  const short = folderOf({ "config.json": PLAIN });
  makeFolder(short, "checkpoints", "00000003");
  const drawing = join(temporaryFolder(), "drawn.svg");
  const { code, out, err } = await run("compare", short, made(), "--out", drawing);
  expect(code, err).toBe(0);
  expect(out).toMatch(/nvrnn +3 +– +– +– +– +–/);
  const { out: json } = await run("compare", short, "--json");
  expect(json).not.toContain("null");
});

test("runs of one name in two folders keep apart", async () => {
  const home = temporaryFolder();
  for (const folder of ["one", "two"]) makeFolder(home, folder, "run");
  const folders = ["one", "two"].map((folder) => join(home, folder, "run"));
  for (const folder of folders) writeFileSync(join(folder, "config.json"), PLAIN);
  const { out } = await run("compare", ...folders, "--json");
  expect((jsonLines(out).at(-1) as unknown as Answer).runs.map(({ run }) => run)).toEqual(folders);
});

test("an error of one of several runs names the run", async () => {
  for (const [file, content] of [
    ["config.json", "{}"],
    ["config.json", JSON.stringify({ ...JSON.parse(PLAIN), seed: "x" })],
    ["metrics.jsonl", "null\n"],
  ] as const) {
    const bad = folderOf({ "config.json": PLAIN, [file]: content });
    const { code, err } = await run("compare", made(), bad);
    expect(code).toBe(1);
    expect(err).toContain(`${bad}, ${file}`);
    expect(err).not.toContain("Invalid");
  }
});

/** A checkpoint as far as it says which engine made it and what it saw, sealed by its own hash. */
const madeBy = (folder: string, runtime: string, metricsBytes = 0): string => {
  const window = { items: 0, tokens: 0, loss: 0, reconstruction: 0, divergence: 0 };
  const progress = { step: 20, epoch: 1, index: 0, window, sinceBest: 0, metricsBytes };
  const text = JSON.stringify({
    ...{ format: 1, config: "a", optimizer: {} },
    progress: { ...progress, rng: { counter: 0, streams: {} } },
    hashes: { "weights.safetensors": "a", "optimizer.safetensors": "a" },
    engines: [{ step: 0, engine: { backend: "wasm", runtime } }],
  });
  const seal = createHash("sha256").update(text).digest("hex");
  const place = makeFolder(folder, "checkpoints", "00000020");
  writeFileSync(join(place, "state.json"), `${text}\n${seal}\n`);
  return folder;
};

test("runs of different engines say so, and may stand beside each other", async () => {
  const [a, b] = [madeBy(made(), "Node 24"), madeBy(made(), "Bun 1")];
  const { out } = await run("compare", a, b, "--json");
  const { differences, runs } = jsonLines(out).at(-1) as unknown as Answer;
  expect(differences).toMatchObject([{ what: "engine", comparable: true }]);
  expect(runs.every(({ group }) => group === undefined)).toBe(true);
  expect((await run("compare", a, b)).out).toMatch(/different, engine: .*wasm, Node 24/);
  expect((await run("compare", a, made())).out).not.toMatch(/engine/);
});

test("metrics that lack what the checkpoint recorded of them are named beside the numbers", async () => {
  const lost = madeBy(made(), "Node 24", 9999);
  const { out } = await run("compare", lost, madeBy(made(), "Node 24"));
  const said = /: metrics\.jsonl: \d+ of 9999 bytes are missing; its numbers are of what is left/g;
  expect(out.match(said)).toHaveLength(1);
});
