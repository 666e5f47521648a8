import { builtins } from "@textvae/recipes";
import { expect, test } from "vitest";
import type { z } from "zod";
import {
  checkConfig,
  configJsonSchema,
  experimentOf,
  type Layers,
  resolveSettings,
  type Said,
} from "../src/index.ts";

/** What a form says: its values as they are. */
const saying = (values: Readonly<Record<string, unknown>>): Said => ({
  names: Object.keys(values),
  read: ({ shape }: z.ZodObject) =>
    Object.fromEntries(Object.entries(values).filter(([key]) => Object.hasOwn(shape, key))),
});

test.each<[string, Layers, number]>([
  ["a default", {}, 1],
  ["of the stored run", { stored: { seed: 2 } }, 2],
  ["of a file", { stored: { seed: 2 }, file: { seed: 3 } }, 3],
  ["of what is said", { stored: { seed: 2 }, file: { seed: 3 }, said: saying({ seed: 4 }) }, 4],
])("a setting is %s", (_, layers, seed) => {
  expect(resolveSettings(layers).seed).toBe(seed);
});

test("options come in layers, too, as long as the recipe is the same", () => {
  const stored = { recipe: "nvrnn", options: { kappa: 7, hidden: 8 } };
  expect(resolveSettings({ stored, said: saying({ kappa: 9 }) }).options).toMatchObject({
    ...{ kappa: 9, hidden: 8 },
  });
  const other = resolveSettings({ stored, file: { recipe: "rnnlm" } });
  expect(other.options).not.toHaveProperty("kappa");
});

test("an option of another recipe is refused with its owner", () => {
  const said = saying({ recipe: "rnnlm", kappa: 9 });
  expect(() => resolveSettings({ said })).toThrow(/kappa.*nvrnn/);
});

test("a written configuration is checked by its keys, those of the recipe's options among them", () => {
  const nested = { recipe: "nvrnn", options: { kapa: 3 } };
  expect(() => checkConfig({ recipee: "nvrnn" }, "mine.json")).toThrow(/mine\.json.*"recipe"/);
  expect(() => checkConfig(nested, "mine.json")).toThrow(/mine\.json\.options.*"kappa"/);
  expect(checkConfig({ $schema: "schema.json", steps: 3 }, "mine.json")).toEqual({ steps: 3 });
});

test("settings make the experiment of their recipe", () => {
  const file = { recipe: "nvrnn", options: { prior: "vmf", dim: 3, hidden: 4 }, steps: 5 };
  const { parts } = experimentOf(resolveSettings({ file }), builtins());
  expect(parts.prior?.plugin).toMatchObject({ name: "vmf", options: { size: 3 } });
});

test("the JSON Schema has the options of each recipe", () => {
  const { allOf } = configJsonSchema() as { allOf: { then: { properties: object } }[] };
  expect(allOf.length).toBeGreaterThan(20);
  for (const { then } of allOf) expect(then.properties).toHaveProperty("options.properties");
});
