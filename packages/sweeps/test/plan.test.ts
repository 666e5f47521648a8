import { TextvaeError } from "@textvae/core";
import { memoryStorage } from "@textvae/run-format";
import { describe, expect, test } from "vitest";
import {
  axisOf,
  type Choice,
  choicesOf,
  indexOf,
  makePlan,
  type PlanLine,
  readPlan,
  recordsIn,
  rungsOf,
  writePlan,
} from "../src/index.ts";

const resolve = async (choice: Choice) => ({
  config: {
    ...{ recipe: "nvrnn", options: { kappa: Number(choice.kappa ?? 1) }, data: "c" },
    ...{ seed: Number(choice.seed ?? 1), steps: 90 },
  },
  data: { sha256: "a1" },
});
const planOf = (choices: readonly Choice[], early = {}) =>
  makePlan({ choices, runs: "runs/k", resolve, ...early });

describe("axes", () => {
  test.each([
    ["kappa=20,40", ["20", "40"]],
    ["batch-size=8", ["8"]],
    ["rate=log:1e-4..1e-2:3", ["0.0001", "0.001", "0.01"]],
    ["p=lin:0..0.5:3", ["0", "0.25", "0.5"]],
    ["dim=int:16..64:4", ["16", "32", "48", "64"]],
    ["w=[1,2],[3,4]", ["[1,2]", "[3,4]"]],
    ['o={"a":"x,y"},{}', ['{"a":"x,y"}', "{}"]],
  ])("%s are these values", (text, values) => {
    const option = axisOf(text).option;
    expect(choicesOf({ axes: [axisOf(text)] }).map((choice) => choice[option])).toEqual(values);
  });

  test.each([
    ["kappa", /an option and its values/],
    ["=3", /an option and its values/],
    ["kappa=", /an option and its values/],
    ["kappa=1,,2", /values with commas/],
    ["kappa=5,6,5", /each value once; got 5 twice/],
    ["p=log:0..1:3", /positive numbers/],
    ["p=lin:2..1:3", /a smaller number to a larger/],
    ["p=lin:0..1:0", /1 to 10000 values/],
    ["p=int:0.5..2:2", /whole numbers/],
    ["p=lin:a..b:3", /a range such as/],
  ])("%s is refused", (text, says) => {
    expect(() => axisOf(text)).toThrow(says);
    expect(() => axisOf(text)).toThrow(expect.objectContaining({ code: "OPTION" }));
  });
});

describe("choices", () => {
  const axes = [axisOf("kappa=20,40,80"), axisOf("dim=16,32")];

  test("are the whole grid, each with each seed", () => {
    const choices = choicesOf({ axes, seeds: { first: 7, count: 3 } });
    expect(choices).toHaveLength(18);
    expect(new Set(choices.map((choice) => JSON.stringify(choice))).size).toBe(18);
    expect(choices[0]).toEqual({ kappa: "20", dim: "16", seed: "7" });
  });

  test("that are drawn are of the axes, distinct, and the same for a seed", () => {
    const ranges = [...axes, axisOf("rate=log:1e-4..1e-2"), axisOf("layers=int:1..3")];
    const drawn = choicesOf({ axes: ranges, random: 40 });
    expect(drawn).toEqual(choicesOf({ axes: ranges, random: 40, drawSeed: 1 }));
    expect(drawn).not.toEqual(choicesOf({ axes: ranges, random: 40, drawSeed: 2 }));
    expect(new Set(drawn.map((choice) => JSON.stringify(choice))).size).toBe(40);
    for (const { kappa, rate, layers } of drawn) {
      expect(["20", "40", "80"]).toContain(kappa);
      expect(Number(rate)).toBeGreaterThanOrEqual(1e-4);
      expect(Number(rate)).toBeLessThanOrEqual(1e-2);
      expect(["1", "2", "3"]).toContain(layers);
    }
  });

  test.each([
    [{ axes: [...axes, axisOf("dim=3")] }, /--over dim: expected each option once/],
    [{ axes, random: 7 }, /--random: .*only 6/],
    [{ axes: [axisOf("rate=log:1e-4..1e-2")] }, /a number of values/],
    [{ axes: [axisOf("seed=1,2")], seeds: { first: 1, count: 2 } }, /--seeds/],
    [{ axes, seeds: { first: 1, count: 1e6 } }, /at most 100000 runs/],
  ])("%j are refused", (asked, says) => {
    expect(() => choicesOf(asked)).toThrow(says);
  });
});

describe("a plan", () => {
  test("reads back as it was written", async () => {
    const lines = await planOf(choicesOf({ axes: [axisOf("kappa=20,40"), axisOf("seed=1,2")] }));
    expect(readPlan(writePlan(lines), "k.jsonl")).toEqual(lines);
    expect(lines.map(({ name }) => name)).toContain("kappa-40-seed-2");
    expect(lines[0]).toMatchObject({ run: "runs/k/kappa-20-seed-1", chosen: { kappa: 20 } });
  });

  test("has no run twice, however its values are written", async () => {
    const choices = [{ kappa: "0.1" }, { kappa: "2" }, { kappa: "0.10" }];
    const refused = {
      code: "OPTION",
      message: expect.stringMatching(/kappa 0\.1 and kappa 0\.10/),
    };
    await expect(planOf(choices)).rejects.toMatchObject(refused);
  });

  test("says which choice is refused", async () => {
    const refused = makePlan({
      ...{ choices: [{ kappa: "1" }, { kappa: "-3" }], runs: "r" },
      resolve: async (choice) => {
        const details = { expected: "≥ 0", got: "-3" };
        if (choice.kappa === "-3") throw new TextvaeError("OPTION", "kappa", details);
        return resolve(choice);
      },
    });
    await expect(refused).rejects.toThrow(/^kappa -3, kappa: expected ≥ 0; got -3/);
  });

  test.each([
    ["", /k\.jsonl: expected a run on each line; got an empty file/],
    ["{}\n", /k\.jsonl, line 1, plan: expected 1/],
    ["GOOD\nnull\n", /k\.jsonl, line 2: expected an object/],
    ["GOOD\n{\n", /k\.jsonl, line 2: expected JSON/],
    ["GOOD\nGOOD\n", /k\.jsonl, line 2, name: expected one of its own; got .* line 1 has/],
    ["NAMED ../x\n", /k\.jsonl, line 1, name: expected letters, digits/],
    ["NAMED \n", /k\.jsonl, line 1, name: expected letters, digits/],
    ["GOOD\nNOSEED\n", /k\.jsonl, line 2, config\.seed: expected a finite number/],
  ])("of %j is refused with its line", async (text, says) => {
    const [line] = await planOf([{}]);
    const good = JSON.stringify(line);
    const named = (_: string, name: string) => JSON.stringify({ ...line, name });
    const made = text
      .replaceAll("GOOD", good)
      .replace(/NAMED (.*)/, named)
      .replace("NOSEED", good.replace(/"seed":1,/, ""));
    expect(() => readPlan(made, "k.jsonl")).toThrow(says);
    expect(() => readPlan(made, "k.jsonl")).toThrow(expect.objectContaining({ code: "CONFIG" }));
  });

  test("of rungs is evaluated at each of them", async () => {
    const early = { rule: "asha", first: 10, eta: 3 } as const;
    const some = (count: number) => choicesOf({ axes: [axisOf(`kappa=int:1..${count}:${count}`)] });
    const [{ config }] = (await planOf(some(9), { early })) as [PlanLine];
    expect(config.evaluateEvery).toBe(10);
    expect(rungsOf(early, config)).toEqual([10, 30, 90]);
    expect(rungsOf(early, { ...config, steps: 100 })).toEqual([10, 30, 100]);
    const { steps: _, ...endless } = config;
    expect(() => rungsOf(early, endless)).toThrow(/--asha/);
    expect(() => rungsOf({ ...early, first: 40 }, config)).toThrow(/1 to 30 steps/);
    expect(() => rungsOf(early, { ...config, evaluateEvery: 20 })).toThrow(/divisor/);
    // Of eight, two would come through the first rung and none through the second.
    await expect(planOf(some(8), { early })).rejects.toThrow(/--asha: .* 9 runs.* 10, 30 .*got 8/);
  });
});

test("an index is a number, or stands in the variable of a cluster", async () => {
  const lines = await planOf(choicesOf({ axes: [axisOf("kappa=1,2,3")] }));
  expect(indexOf("2", lines, {})).toBe(2);
  expect(indexOf("slurm", lines, { SLURM_ARRAY_TASK_ID: "1" })).toBe(1);
  expect(indexOf("kubernetes", lines, { JOB_COMPLETION_INDEX: "0" })).toBe(0);
  expect(() => indexOf("slurm", lines, {})).toThrow(/variable SLURM_ARRAY_TASK_ID; got none/);
  for (const bad of ["3", "-1", "1.5", "x", ""]) {
    expect(() => indexOf(bad, lines, {})).toThrow(/a number from 0 to 2, or slurm or kubernetes/);
  }
});

test("a record of another line counts for nothing, one that is damaged is named", async () => {
  const storage = memoryStorage();
  const records = recordsIn(storage);
  const record = { name: "a", line: "1", state: "done", tries: 1, step: 3 } as const;
  await records.write(record);
  expect(await records.read("a", "1")).toEqual(record);
  expect(await records.read("a", "2")).toBeUndefined();
  await storage.write("runs/a.json", new TextEncoder().encode('{"name":"a"}'));
  await expect(records.read("a", "1")).rejects.toThrow(/runs\/a\.json: .*Remove the file/);
  expect(await records.stopAsked()).toBeUndefined();
  await records.askToStop("x");
  expect(await records.stopAsked()).toBe("x");
});
