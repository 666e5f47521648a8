import { activeUnits, activeUnitsRule } from "@textvae/diagnostics";
import {
  encodeMap,
  MAP_FILES,
  type MadeMap,
  makeMap,
  project,
  readCodes,
  readMap,
} from "@textvae/explorer";
import { itemsOf } from "@textvae/runs";
import { describe, expect, test } from "vitest";
import { lines, smallModel } from "./trained.ts";

const reading = {
  ...{ title: "small", about: [], numbers: [], training: [], evaluations: [] },
  ...{ divergence: "KL", findings: [], notes: [] },
};

const filesOf = (map: MadeMap) =>
  encodeMap({ ...map, description: { ...map.description, reading } });

const reader = (files: ReadonlyMap<string, Uint8Array>) => async (name: string) =>
  files.get(name) as Uint8Array;

describe.each([
  ["gaussian", { prior: "gaussian" }],
  ["von Mises-Fisher", { prior: "vmf", kappa: 20 }],
])("the map of a model with a %s code", (_, options) => {
  const made = smallModel(options).then(async (model) => {
    const items = itemsOf(model.dataset, "valid");
    return { ...model, map: await makeMap(model.trained, { items, from: "valid", prior: 50 }) };
  });

  test("has the mean code of each item, in their order, and its place", async () => {
    const { trained, dataset, map } = await made;
    const points = await trained.encode(itemsOf(dataset, "valid"));
    const { codes_NZ, projection } = map.codes;
    for (const [row, { z }] of points.entries()) {
      for (const [i, value] of z.entries()) {
        expect(Math.abs((codes_NZ[row * z.length + i] as number) - value)).toBeLessThan(1e-6);
      }
    }
    expect(map.points.place_N2).toEqual(project({ values: codes_NZ, width: 5 }, projection));
    expect(map.texts).toEqual(lines.map((line) => line.split("\t")[1]));
    const classes = [...(map.points.label_N ?? [])].map((i) => map.description.labels?.[i]);
    expect(classes).toEqual(lines.map((line) => line.split("\t")[0]));
  });

  test("tells what each item costs with its code and without it", async () => {
    const { trained, dataset, map } = await made;
    const scores = await trained.score(itemsOf(dataset, "valid"));
    const average = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
    // Other samples of the posterior: equal on average, not one by one.
    const mean = average(scores.map(({ nll }) => nll));
    expect(average([...map.points.nll_N])).toBeCloseTo(mean, 0);
    expect(average([...map.points.without_N])).toBeGreaterThan(0);
    expect(map.points.tokens_N).toEqual(new Float32Array(24).fill(4));
    expect(map.description.estimators).toMatchObject({
      nll: { bound: true },
      without: { name: expect.stringContaining("prior"), bound: true },
    });
  });

  test("has samples of the prior and numbers of each dimension", async () => {
    const { map } = await made;
    expect(map.description).toMatchObject({ prior: 50, items: 24, of: 24, what: "mean" });
    expect(map.codes.prior_MZ).toHaveLength(50 * 5);
    expect(map.description.dimensions).toHaveLength(5);
    const { support, dimensions } = map.description;
    // The KL of a sphere is one number of the whole code.
    expect(dimensions.every(({ kl }) => kl !== undefined)).toBe(support === "euclidean");
    expect(map.points.globe !== undefined).toBe(support === "sphere");
  });

  test("counts the active units that a diagnosis counts", async () => {
    const { trained, dataset, map } = await made;
    const { model } = trained;
    const { active, variance_Z, ...units } = await activeUnits({ model, dataset, split: "valid" });
    const { activeUnits: counted, dimensions } = map.description;
    expect(counted).toEqual({ active, units: 5, rule: activeUnitsRule(units) });
    expect(dimensions.filter((one) => one.active)).toHaveLength(active);
    for (const [i, { variance }] of dimensions.entries()) {
      expect(variance).toBeCloseTo(variance_Z[i] as number, 6);
    }
  });

  test("comes back from its files", async () => {
    const { map } = await made;
    const files = filesOf(map);
    const { description, points } = await readMap(reader(files));
    expect(description).toEqual(JSON.parse(JSON.stringify({ ...map.description, reading })));
    expect(points).toEqual(map.points);
    expect(await readCodes(reader(files), description)).toMatchObject({
      codes_NZ: map.codes.codes_NZ,
      prior_MZ: map.codes.prior_MZ,
    });
    expect(JSON.parse(new TextDecoder().decode(files.get(MAP_FILES.texts)))).toEqual(map.texts);
  });
});

describe("files of a map", () => {
  const made = smallModel({ prior: "gaussian" }).then(async ({ trained, dataset }) =>
    filesOf(
      await makeMap(trained, {
        items: itemsOf(dataset, "valid"),
        from: "valid",
        most: 10,
        prior: 4,
      }),
    ),
  );

  test("hold so many items as were asked for, drawn by the seed", async () => {
    const { description } = await readMap(reader(await made));
    expect(description).toMatchObject({ items: 10, of: 24 });
  });

  test.each([
    ["no JSON", MAP_FILES.description, () => "{", { code: "CONFIG" }],
    ["another format", MAP_FILES.description, () => `{"format":"x"}`, { code: "CONFIG" }],
    [
      "a count that is none",
      MAP_FILES.description,
      (text: string) => text.replace(`"items":10`, `"items":-1`),
      { code: "CONFIG", where: expect.stringContaining("items") },
    ],
    [
      "more items than points",
      MAP_FILES.description,
      (text: string) => text.replace(`"items":10`, `"items":11`),
      { code: "CHECKPOINT" },
    ],
    [
      "points that are cut short",
      MAP_FILES.points,
      (text: string) => text.slice(0, 90),
      { code: "CHECKPOINT" },
    ],
  ])("are refused by name: %s", async (_, name, change, error) => {
    const files = new Map(await made);
    const text = Buffer.from(files.get(name) as Uint8Array).toString("latin1");
    files.set(name, Buffer.from(change(text), "latin1"));
    await expect(readMap(reader(files))).rejects.toMatchObject(error);
  });

  test("a language model has no map", async () => {
    const { trained, dataset } = await smallModel({ prior: "gaussian" });
    const { prior: _, encoder: __, ...parts } = trained.model.parts;
    const speaking = { ...trained, model: { ...trained.model, parts } };
    const items = itemsOf(dataset, "valid");
    await expect(makeMap(speaking, { items, from: "valid" })).rejects.toMatchObject({
      code: "CAPABILITY",
    });
  });
});
