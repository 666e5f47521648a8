import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { loopbackHub } from "../../hub/test/loopback-hub.ts";
import { main } from "../src/main.ts";
import {
  ended,
  folderOf,
  jsonLines,
  readText,
  run,
  start,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

let [corpus, folder, bundle] = ["", "", ""];
const json = async (...argv: readonly string[]): Promise<Record<string, unknown>> => {
  const { code, out } = await run(...argv, "--json");
  expect(code, out).toBe(0);
  return jsonLines(out).at(-1) as Record<string, unknown>;
};

beforeAll(async () => {
  corpus = tinyCorpus();
  folder = join(temporaryFolder(), "trained");
  const trained = await run("train", "--data", corpus, "--run", folder, ...TINY, "--steps", "12");
  expect(trained.code, trained.err).toBe(0);
  bundle = join(temporaryFolder(), "bundle");
});

describe("export", () => {
  test("writes what using the model needs, with the numbers that were recorded", async () => {
    const { code, out, err } = await run("export", "--run", folder, "--out", bundle);
    expect(code, err).toBe(0);
    expect(out).toMatch(
      /MB in F32\n.*valid: NLL .*ELBO, 1 sample, closed form KL\nopen it with: await open\(".*"\), of @textvae\/open\n/,
    );
    expect(readdirSync(bundle).sort()).toEqual(
      "README.md model.json vocab.txt weights.safetensors".split(" "),
    );
    const metrics = jsonLines(readText(folder, "metrics.jsonl"));
    const { numbers, step } = JSON.parse(readText(bundle, "model.json"));
    const recorded = metrics.find((line) => line.kind === "evaluation" && line.step === step);
    expect(numbers).toEqual([
      expect.objectContaining({ step, split: "valid", nll: recorded?.nll }),
    ]);
  });

  test("writes ONNX graphs where they are asked for", async () => {
    const out = join(temporaryFolder(), "graphs");
    for (let i = 0; i < 2; i++) {
      const told = await json("export", "--run", folder, "--format", "onnx", "--out", out);
      expect(told).toMatchObject({ kind: "onnx", out });
    }
    const files = "begin.onnx encoder.onnx step.onnx words.json".split(" ");
    expect(readdirSync(out).sort()).toEqual(files);
    const half = ["export", "--run", folder, "--format", "onnx", "--dtype", "f16", "--out", out];
    expect((await run(...half)).err).toMatch(/^OPTION .*f32 for ONNX/);
  });

  test("replaces a bundle, and nothing else of anyone's", async () => {
    expect((await json("export", "--run", folder, "--out", bundle)).kind).toBe("bundle");
    const others = [
      folderOf({ "letter.txt": "dear" }),
      folderOf({ "README.md": "mine", "weights.safetensors": "" }),
      folderOf({ "model.json": "{}" }),
      folder,
      join(corpus, "train.txt"),
    ];
    for (const out of others) {
      const refused = await run("export", "--run", folder, "--out", out);
      expect(refused.err, out).toMatch(/^STORAGE .*expected a folder of its own for the bundle/);
    }
    expect(readdirSync(others[0] as string)).toEqual(["letter.txt"]);
  });
});

describe("a run and its bundle give the same answers:", () => {
  test.each([
    ["sample", "--seed", "3"],
    ["reconstruct", "--text", "the cat sees"],
    ["decode", "--in"],
    ["score", "--file"],
    ["encode", "--file"],
  ])("%s", async (command, ...flags) => {
    const codes = join(temporaryFolder(), "codes.jsonl");
    writeFileSync(codes, '{"z": [0, 0.6, 0.8]}\n[1, 0, 0]\n');
    const more = {
      sample: [],
      reconstruct: [],
      decode: [codes],
      score: [join(corpus, "test.txt")],
      encode: [join(corpus, "test.txt"), "--out", join(temporaryFolder(), "codes.npy")],
    }[command] as string[];
    const [of, again] = [
      await json(command, "--run", folder, ...flags, ...more),
      await json(command, "--run", bundle, ...flags, ...more),
    ];
    expect(again).toEqual({ ...of, run: bundle, weights: { step: of.step } });
  });
});

describe("encode and decode", () => {
  test("codes stand in the order of the sentences, of a file or of a split", async () => {
    const outs = ["a.jsonl", "b.jsonl"].map((name) => join(temporaryFolder(), name));
    await json(
      "encode",
      "--run",
      folder,
      "--file",
      join(corpus, "test.txt"),
      "--out",
      outs[0] ?? "",
    );
    await json("encode", "--run", folder, "--split", "test", "--out", outs[1] ?? "");
    const [file, split] = outs.map((out) => jsonLines(readText(out)));
    expect(file?.map(({ text }) => text)).toEqual(readText(corpus, "test.txt").trim().split("\n"));
    expect(file?.[0]).toMatchObject({
      of: "mean",
      z: [expect.any(Number), expect.anything(), expect.anything()],
    });
    const codes = (lines: typeof file) => lines?.map(({ z }) => z as number[]);
    expect(split?.map(({ text }) => text)).toEqual(file?.map(({ text }) => text));
    for (const [i, code] of (codes(split) ?? []).entries()) {
      for (const [d, value] of code.entries()) {
        expect(value).toBeCloseTo(codes(file)?.[i]?.[d] ?? Number.NaN, 5);
      }
    }
  });

  test("a table has the codes in the order of the sentences, and is replaced", async () => {
    const out = join(temporaryFolder(), "codes.parquet");
    for (let i = 0; i < 2; i++) {
      const told = await json("encode", "--run", folder, "--split", "test", "--out", out);
      expect(told).toMatchObject({ kind: "codes", codes: 12, size: 3, of: "mean" });
    }
    const { buffer } = new Uint8Array(readFileSync(out));
    const rows = (await parquetReadObjects({ file: buffer })) as { text: string }[];
    expect(rows.map(({ text }) => text)).toEqual(readText(corpus, "test.txt").trim().split("\n"));
    expect(Object.keys(rows[0] ?? {}).join()).toBe("text,code,x,y,label,nll");
  });

  test("what can't be written or read is refused by name", async () => {
    const bad = folderOf({ "bad.jsonl": '[1, 0, 0]\n{"z": "one"}\n', "short.jsonl": "[1]\n" });
    const file = join(corpus, "test.txt");
    const out = join(temporaryFolder(), "codes");
    for (const [argv, said] of [
      [["decode", "--in", `${folder}/codes.parquet`], /^OPTION .*not read again/],
      [["encode", "--file", file, "--out", file], /^OPTION .*ends in \.jsonl, \.npy or \.parquet/],
      [["decode"], /^OPTION {2}--in: expected file of codes/],
      [["encode", "--out", `${out}.npy`], /^OPTION .*standard input: expected sentences/],
      [["encode", "--file", file, "--split", "test", "--out", `${out}.npy`], /^OPTION .*got both/],
      [["decode", "--in", join(bad, "bad.jsonl")], /^DATA .*line 2: expected a code/],
      [
        ["decode", "--in", join(bad, "short.jsonl")],
        /^SHAPE .*expected a code of 3 finite numbers/m,
      ],
      [["decode", "--in", `${out}.npy`], /^STORAGE/],
      [["score", "--file", bad], /^STORAGE .*expected a file of sentences; got a folder/],
      [["evaluate", "--file", bad], /^STORAGE .*expected a file of sentences; got a folder/],
      [["neighbours", "--file", file], /^OPTION .*expected --text or --code; got neither/],
      [["evaluate", "--file", file, "--split", "test"], /^OPTION .*got both/],
    ] as const) {
      expect((await run(...argv, "--run", folder)).err).toMatch(said);
    }
  });
});

test("parts of a bundle's data are not kept, since it may be another the next time", async () => {
  const keep = join(temporaryFolder(), "parts");
  const asked = ["--run", bundle, "--data", corpus, "--split", "test", "--keep", keep];
  const out = join(temporaryFolder(), "codes.jsonl");
  for (const command of [
    ["evaluate", "--jobs", "2"],
    ["score", "--shard", "1/2"],
    ["encode", "--jobs", "2", "--out", out],
  ]) {
    const { code, err } = await run(...command, ...asked);
    expect(code).toBe(1);
    expect(err).toMatch(/^OPTION {2}--keep: expected a run, or sentences of --file; got a bundle/);
  }
  expect(existsSync(keep)).toBe(false);
  const ofFile = ["score", "--run", bundle, "--file", join(corpus, "test.txt"), "--keep", keep];
  expect((await run(...ofFile, "--shard", "1/2")).err).toBe("");
  expect(readdirSync(join(keep, "parts"))).toEqual(["1.json"]);
});

test("what can't be opened is said as of one process, whose shards end with it", async () => {
  const nowhere = join(temporaryFolder(), "nowhere");
  const asked = ["evaluate", "--run", nowhere, "--split", "test"];
  expect(await ended(start([...asked, "--jobs", "2"]))).toEqual(await run(...asked));
}, 60_000);

describe("a file of sentences", () => {
  test("as a test set has the numbers of the split that it is", async () => {
    const file = join(corpus, "test.txt");
    const [asFile, asSplit] = [
      await json("evaluate", "--run", folder, "--file", file),
      await json("evaluate", "--run", folder, "--split", "test"),
    ];
    expect(asFile.evaluations).toEqual(asSplit.evaluations);
    expect(asSplit.account).toMatchObject(asFile.account as object);
    const scored = await json("score", "--run", folder, "--file", file, "--samples", "5");
    const [own, weighted] = scored.totals as { nll: number; ppl: number; estimator: object }[];
    const [{ nll, ppl, estimator }] = asSplit.evaluations as [
      { nll: number; ppl: number; estimator: object },
    ];
    expect(own?.nll).toBeCloseTo(nll, 4);
    expect(own?.ppl).toBeCloseTo(ppl, 3);
    expect(own?.estimator).toEqual(estimator);
    expect(weighted?.estimator).toEqual({ name: "IW-5", bound: true });
  });

  test("comes from standard input, too", async () => {
    let out = "";
    const io = {
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: () => {} },
      stdin: async () => new TextEncoder().encode("the cat sees\n\nA DOG runs\n"),
    };
    expect(await main(["score", "--run", folder, "--json"], io)).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      from: "standard input",
      scores: [
        { text: "the cat sees", tokens: 4 },
        { text: "a dog runs", unknown: [] },
      ],
    });
  });

  test("has a nearest sentence: itself", async () => {
    const file = join(corpus, "test.txt");
    const asked = ["neighbours", "--run", folder, "--file", file, "-k", "2"];
    const found = await json(...asked, "--text", "red old the");
    const neighbours = found.neighbours as { text: string; distance: number }[];
    expect(neighbours).toHaveLength(2);
    expect(neighbours[0]?.text).toBe("red old the");
    expect(found.measure).toBe("angle");
    expect((await json(...asked, "--code", "[0, 0, 1]")).neighbours).toHaveLength(2);
  });
});

test("runs lists runs and bundles with their best number", async () => {
  const { out } = await run("runs", "--folder", join(folder, ".."));
  expect(out).toMatch(
    /run .*recipe .*steps .*best NLL.*\n.*trained +nvrnn +12 +[\d.]+ +valid, ELBO/,
  );
  const listed = await json("runs", "--folder", join(bundle, ".."));
  expect(listed.runs).toEqual([expect.objectContaining({ kind: "bundle", recipe: "nvrnn" })]);
  expect((await run("runs", "--folder", join(folder, "none"))).err).toMatch(/^STORAGE/);
});

test("both READMEs name every command", async () => {
  const { out } = await run("--help");
  const names = [...out.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name]) => name as string);
  expect(names).toContain("export");
  for (const path of ["../../../README.md", "../README.md"]) {
    const commands =
      readText(import.meta.dirname, path)
        .match(/^textvae .*/gm)
        ?.join("\n") ?? "";
    const absent = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(commands));
    expect(absent, path).toEqual(["help"]);
  }
});

test("a model is pushed to a hub with its card, pulled, and asked where it lies", async () => {
  const hub = await loopbackHub();
  vi.stubEnv("HF_ENDPOINT", hub.url);
  vi.stubEnv("HF_TOKEN", "hf_loopback");
  const place = "hf:someone/tales";
  const pushed = await json("push", place, "--run", folder);
  expect(pushed).toMatchObject({ kind: "pushed", place, url: `${hub.url}/someone/tales/commit/0` });
  const card = new TextDecoder().decode(hub.files.get("someone/tales/README.md"));
  const pictures = [...card.matchAll(/!\[.+\]\((.+)\)/g)].map(([, path]) => path as string);
  expect(pictures.length).toBeGreaterThan(2);
  for (const path of pictures) {
    const drawn = new TextDecoder().decode(hub.files.get(`someone/tales/${path}`));
    expect(drawn).toMatch(/^<svg xmlns=[\s\S]*<\/svg>\n$/);
  }

  const out = join(temporaryFolder(), "pulled");
  const pulled = await run("pull", place, "--out", out, "--json");
  expect(JSON.parse(pulled.out)).toMatchObject({ kind: "pulled", place, out });
  const asked = await Promise.all(
    [folder, out, place].map((from) => json("sample", "--run", from)),
  );
  expect(asked[1]?.sentences).toEqual(asked[0]?.sentences);
  expect(asked[2]?.sentences).toEqual(asked[0]?.sentences);
  expect((await run("pull", "someone/tales", "--out", out)).err).toMatch(/^OPTION .*hf:OWNER/);
  const trained = await run("train", "--run", place, "--data", corpus, ...TINY, "--steps", "1");
  expect(trained.err).toMatch(/OPTION .*pushed whole/);
  vi.unstubAllEnvs();
  await hub.close();
});

test("a run that goes on with --log tensorboard has all of its curves in event files", async () => {
  const { code, err } = await run(
    "train",
    "--run",
    folder,
    "--steps",
    "14",
    "--log",
    "tensorboard",
  );
  expect(code, err).toBe(0);
  const [file = ""] = readdirSync(join(folder, "tensorboard"));
  const text = readText(folder, "tensorboard", file);
  const lines = jsonLines(readText(folder, "metrics.jsonl"));
  for (const [kind, curve] of [
    ["train", "train/loss"],
    ["evaluation", "valid/nll"],
  ] as const) {
    expect(text.split(curve)).toHaveLength(lines.filter((line) => line.kind === kind).length + 1);
  }
  expect(text).toContain("ELBO, 1 sample, closed form KL");
});
