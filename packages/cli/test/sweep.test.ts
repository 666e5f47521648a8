import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lineDigest, type PlanLine, readPlan } from "@textvae/sweeps";
import { beforeAll, describe, expect, test } from "vitest";
import {
  ended,
  folderOf,
  jsonLines,
  makeFolder,
  type Ran,
  readText,
  run,
  start,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

const SIZE =
  "--backend wasm --embedding 4 --hidden 6 --batch-size 10 --log-every 2 --evaluate-every 2".split(
    " ",
  );

let data = "";
beforeAll(() => {
  data = tinyCorpus();
});

/** A plan in a folder of its own, with its runs beside it. */
const planned = async (...flags: readonly string[]) => {
  const home = temporaryFolder();
  const plan = join(home, "k.jsonl");
  const place = ["--data", data, "--out", plan, "--run", join(home, "runs")];
  const ran = await run("sweep", "plan", ...SIZE, ...place, ...flags);
  const lines = ran.code === 0 ? readPlan(readText(plan), plan) : [];
  return { ...ran, home, plan, lines };
};

const weightsOf = ({ run: folder }: PlanLine): string => {
  const steps = join(folder, "checkpoints");
  return readFileSync(
    join(steps, readdirSync(steps).at(-1) as string, "weights.safetensors"),
    "hex",
  );
};

describe("a plan", () => {
  test("is a grid of two options and seeds, each line resolved, and reads back", async () => {
    const flags = ["--over", "kappa=20,40", "--over", "dim=3,4", "--seeds", "2", "--steps", "2"];
    const { out, plan, lines } = await planned(...flags, "--json");
    expect(jsonLines(out)).toMatchObject([{ kind: "plan", plan, runs: lines }]);
    expect(lines.map(({ config }) => config.seed)).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
    expect(lines[7]?.config.options).toMatchObject({ kappa: 40, dim: 4, prior: "vmf" });
    expect(lines[7]).toMatchObject({ name: "kappa-40-dim-4-seed-2", config: { steps: 2, data } });
    expect(new Set(lines.map((line) => line.data.sha256)).size).toBe(1);
  });

  test("is drawn from ranges, and may switch and choose recipes", async () => {
    const rate = await planned("--over", "learning-rate=log:1e-4..1e-2", "--random", "3");
    expect(rate.lines).toHaveLength(3);
    const switched = await planned("--over", "inputless=true,false", "--over", "recipe=nvrnn,iwae");
    expect(switched.lines.map(({ config }) => config.options.inputless)).toEqual([
      ...[true, true, false, false],
    ]);
    expect(switched.lines.map(({ config }) => config.recipe).slice(0, 2)).toEqual([
      "nvrnn",
      "iwae",
    ]);
    // Who asks what has become of its runs writes nothing.
    expect((await run("sweep", "status", switched.plan)).out).toMatch(/4 waiting$/m);
    expect((await run("sweep", "table", switched.plan)).code).toBe(0);
    expect(readdirSync(switched.home)).toEqual(["k.jsonl"]);
  });

  test.each([
    [["--over", "kapa=5,20"], /^OPTION {2}kapa 5, --over: .*got "kapa"\. Did you mean "kappa"\?/m],
    [["--over", "kappa=5,x"], /^OPTION {2}kappa x, --kappa: expected number; got NaN/m],
    [["--over", "recipe=nvrnn,nvrn"], /^OPTION {2}recipe nvrn, recipe: .*got "nvrn"/m],
    [["--over", "kappa=5,6", "--kappa", "7"], /^OPTION {2}--kappa: .*the option by itself too/m],
    [["--over", "kappa=5", "--over", "kappa=6"], /^OPTION {2}--over kappa: .*once; got twice/m],
    [["--over", "run=a,b"], /^OPTION {2}run a, --over: .*got "run"/m],
    [["--asha", "4", "--steps", "8"], /^OPTION {2}--asha: expected a first rung of 1 to 2 steps/m],
    [["--data", "/nowhere"], /^DATA {2}/m],
    [["--bla"], /^OPTION {2}.*--bla/m],
  ])("%j is refused before anything is written", async (flags, says) => {
    const { code, err, home } = await planned(...flags);
    expect([code, err]).toEqual([1, expect.stringMatching(says)]);
    expect(readdirSync(home)).toEqual([]);
  });

  test("looks at all folders of its runs before it is written", async () => {
    const home = temporaryFolder();
    const [notes, plan] = [makeFolder(home, "dim-4"), join(home, "k.jsonl")];
    writeFileSync(join(notes, "notes.txt"), "mine");
    const flags = ["--over", "dim=3,4", "--run", home, "--data", data, "--out", plan];
    const { code, err } = await run("sweep", "plan", ...SIZE, ...flags);
    expect([code, err]).toEqual([1, expect.stringMatching(/^STORAGE .*dim-4: .*notes\.txt/)]);
    expect(existsSync(plan)).toBe(false);
  });
});

describe("a plan of three runs, one of them damaged,", () => {
  let [plan, home]: [string, string] = ["", ""];
  let lines: readonly PlanLine[] = [];
  let swept: Ran;
  beforeAll(async () => {
    ({ plan, home, lines } = await planned("--over", "kappa=5,50,9", "--dim", "3", "--steps", "4"));
    writeFileSync(join(makeFolder(lines[2]?.run as string), "config.json"), "{");
    swept = await ended(start(["sweep", "run", plan, "--jobs", "3", "--json"]));
  }, 240_000);
  const line = (index: number) => lines[index] as PlanLine;

  test("is trained but for that one", () => {
    expect(swept.code).toBe(1);
    const said = jsonLines(swept.out);
    expect(said.at(-1)).toMatchObject({ kind: "sweep", counts: { done: 2, failed: 1 }, failed: 1 });
    expect(said.filter(({ kind, state }) => kind === "run" && state === "done")).toHaveLength(2);
  });

  test("has the weights of a training by hand", async () => {
    const byHand = join(home, "by-hand");
    const flags = ["--kappa", "5", "--dim", "3", "--steps", "4", "--data", data, "--run", byHand];
    expect((await run("train", ...SIZE, ...flags)).code).toBe(0);
    expect(weightsOf({ ...line(0), run: byHand })).toBe(weightsOf(line(0)));
    expect(weightsOf(line(1))).not.toBe(weightsOf(line(0)));
  });

  test("stands in a table and a drawing, without the damaged one, of which it is said why", async () => {
    const drawing = join(home, "k.svg");
    const { out: table } = await run("sweep", "table", plan, "--out", drawing);
    const kl = ["kappa-5 ", "kappa-50 "].map((name) => {
      const row = table.split("\n").find((line) => line.startsWith(name));
      return Number(row?.split(/ {2,}/)[7]);
    });
    expect(kl[0]).toBeLessThan(kl[1] as number);
    expect(table).toMatch(/kappa-9: failed, CONFIG: .*config\.json/);
    expect(table).not.toContain("NaN");
    expect(readFileSync(drawing, "utf8")).toMatch(/kappa-50[\s\S]*tokens\/s<\/text>/);
  });

  test("has a status that names engines", async () => {
    const status = await run("sweep", "status", plan, "--json");
    const [{ runs }] = jsonLines(status.out) as [{ runs: { state: string; engine?: object }[] }];
    expect(runs.map(({ state }) => state)).toEqual(["done", "done", "failed"]);
    expect(runs[0]?.engine).toMatchObject({ backend: "wasm" });
  });

  test("is evaluated by two processes with the numbers of one", async () => {
    const ask = ["evaluate", "--run", line(0).run, "--samples", "3", "--json"];
    const single = await run(...ask);
    const keep = join(home, "parts");
    const inParts = ["--jobs", "2", "--parts", "3", "--keep", keep];
    expect((await ended(start([...ask, "--jobs", "2"]))).out).toBe(single.out);
    // Parts that were asked for alone are taken; other questions keep off them.
    for (const part of ["2/3", "0/3", "1/3"]) await run(...ask, "--shard", part, "--keep", keep);
    expect(readdirSync(join(keep, "parts")).sort()).toEqual(["0.json", "1.json", "2.json"]);
    expect((await run(...ask, ...inParts)).out).toBe(single.out);
    const other = await run(...ask, ...inParts, "--seed", "2");
    expect(jsonLines(other.out)[0]).toMatchObject({
      code: "OPTION",
      message: expect.stringMatching(/^--keep: expected a folder of its own for .*"seed":"2"/),
    });
    const typed = await run("score", "--run", line(0).run, "--jobs", "2");
    expect(typed.err).toMatch(/^OPTION {2}--jobs: .*--file or --split; got standard input/);
  }, 120_000);

  test("has lines that are trained alone, by their number and with their data", async () => {
    const one = (...flags: readonly string[]) => run("train", "--plan", plan, ...flags);
    const alone = await one("--index", "0", "--json");
    expect(jsonLines(alone.out).at(-1)).toMatchObject({ kind: "result", step: 4 });
    const beside = await one("--index", "0", "--kappa", "9");
    expect(beside.err).toMatch(/^OPTION {2}--kappa: .*in its file/);
    const edited = await one("--index", "0", "--line", await lineDigest(line(1)));
    expect(edited.err).toMatch(/^CONFIG {2}.*line 1: expected what it said when the sweep began/);
    const none = await one("--index", "3");
    expect(none.err).toMatch(/^OPTION {2}--index: expected a number from 0 to 2; got 3/);
    const other = folderOf({
      "train.txt": "a b\nb c\n",
      "valid.txt": "a b\n",
      "test.txt": "b a\n",
    });
    const elsewhere = readText(plan)
      .replaceAll(data, other)
      .replaceAll(join(home, "runs"), join(home, "others"));
    const changed = folderOf({ "k.jsonl": elsewhere });
    const { err } = await run("train", "--plan", join(changed, "k.jsonl"), "--index", "1");
    expect(err).toMatch(/^DATA {2}.*the data that the plan was made with/);
  });
});
