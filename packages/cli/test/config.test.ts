import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configJsonSchema, findRecipe, recipes, resolveSettings } from "@textvae/settings";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readFlags, saidBy } from "../src/config/flags.ts";
import { loadConfig } from "../src/config/load.ts";
import { folderOf, readText, run } from "./support.ts";

const file = (content: object | string, name = "textvae.config.json"): string =>
  join(folderOf({ [name]: typeof content === "string" ? content : JSON.stringify(content) }), name);

describe("precedence", () => {
  test("defaults < stored run < file < flags", () => {
    expect(resolveSettings({}).seed).toBe(1);
    expect(resolveSettings({ stored: { seed: 2 } }).seed).toBe(2);
    expect(resolveSettings({ stored: { seed: 2 }, file: { seed: 3 } }).seed).toBe(3);
    const flags = { seed: "0" };
    expect(
      resolveSettings({ stored: { seed: 2 }, file: { seed: 3 }, said: saidBy(flags) }).seed,
    ).toBe(0);
  });

  test("options of the recipe are merged one by one", () => {
    const { options } = resolveSettings({
      stored: { recipe: "nvrnn", options: { dim: 3, hidden: 5 } },
      file: { options: { hidden: 7, inputless: true } },
      said: saidBy({ inputless: false, kappa: "0" }),
    });
    expect(options).toMatchObject({
      dim: 3,
      hidden: 7,
      inputless: false,
      kappa: 0,
      embedding: 100,
    });
  });

  test("options stored for another recipe are left behind", () => {
    const stored = { recipe: "nvrnn", options: { kappa: 80 } };
    const { options } = resolveSettings({ stored, said: saidBy({ recipe: "rnnlm" }) });
    expect(options).not.toHaveProperty("kappa");
  });
});

describe("options that contradict or have no effect", () => {
  const refusal = (layers: Parameters<typeof resolveSettings>[0]): string => {
    try {
      resolveSettings(layers);
    } catch (error) {
      return `${(error as { code: string }).code} ${(error as Error).message}`;
    }
    return "accepted";
  };

  test("are refused where they are said, on the command line and in files", () => {
    const annealing = { anneal: "none", annealSteps: "5" };
    expect(refusal({ said: saidBy(annealing) })).toMatch(
      /^OPTION nvrnn\.annealSteps: .*anneal "none"/,
    );
    expect(refusal({ said: saidBy({ annealSteps: "40000" }) })).toMatch(
      /^OPTION nvrnn\.annealSteps/,
    );
    const widths = { dim: 2, priorOptions: { size: 7 } };
    expect(refusal({ file: { options: widths } })).toMatch(/^CONFIG .*dim 2 beside .* 7/);
    const flags = { priorOptions: '{"kappa":9}' };
    expect(refusal({ file: { options: { kappa: 5 } }, said: saidBy(flags) })).toMatch(
      /^OPTION .*kappa 5/,
    );
    expect(refusal({ said: saidBy({ kappa: "5", ...flags }) })).toMatch(/^OPTION .*kappa 5/);
    expect(refusal({ said: saidBy({ inputless: true, wordDropout: "0.5" }) })).toMatch(
      /inputless true/,
    );
  });

  test("of a run that recorded them are left as they are", () => {
    const options = { kappa: 5, priorOptions: { kappa: 9 }, annealSteps: 5 };
    const stored = { recipe: "nvrnn", options };
    expect(refusal({ stored })).toBe("accepted");
    expect(refusal({ stored, said: saidBy({ steps: "9" }) })).toBe("accepted");
    expect(refusal({ stored, said: saidBy({ annealSteps: "5" }) })).toMatch(/annealSteps/);
  });
});

describe("flags", () => {
  const schema = z.strictObject({
    learningRate: z.number().positive().optional(),
    inputless: z.boolean().default(false),
    kind: z.enum(["a", "b"]).default("a"),
    extra: z.record(z.string(), z.unknown()).default({}),
  });

  test("values take the type of their option and defaults stay out", () => {
    expect(readFlags(schema, { learningRate: "1e-3" })).toEqual({ learningRate: 0.001 });
    expect(readFlags(schema, { inputless: false })).toEqual({ inputless: false });
    expect(readFlags(schema, { extra: '{"kl":"guu"}', kind: "b" })).toEqual({
      extra: { kl: "guu" },
      kind: "b",
    });
  });

  test.each([
    [{ learningRate: "fast" }, "--learning-rate"],
    [{ learningRate: "" }, "--learning-rate"],
    [{ learningRate: "-1" }, "--learning-rate"],
    [{ kind: "c" }, "--kind"],
    [{ extra: "kl=guu" }, "--extra"],
    [{ extra: "[" }, "--extra"],
  ])("%j is refused by the flag's name", (given, where) => {
    expect(() => readFlags(schema, given)).toThrow(
      expect.objectContaining({ code: "OPTION", where }),
    );
  });

  test("an option that takes JSON says so, with an example", () => {
    expect(() => readFlags(schema, { extra: "x=1" })).toThrow(
      `--extra: expected JSON, such as '{"size": 8}', or @FILE with it; got "x=1".`,
    );
  });

  test("--help of a recipe lists its options with its defaults, and no other's", async () => {
    const { out } = await run("train", "--recipe", "wae-nf", "--help");
    expect(out).toContain("Options of wae-nf:");
    expect(out).toMatch(/--dim <number>[^-]*default 32/);
    expect(out).toMatch(/--optimizer <string>[^-]*default "adam"/);
    expect(out).not.toContain("--refinements");
    expect((await run("train", "--recipe=nvrnn", "--help")).out).toMatch(/--prior [^-]*"vmf"\)/);
  });

  test("--help describes every option of every recipe with its default", async () => {
    const { code, out } = await run("train", "--help");
    expect(code).toBe(0);
    expect(out).toMatch(/--kappa <number>\s+fixed concentration/);
    expect(out).toMatch(/--inputless\s+decode without/);
    expect(out).toMatch(/--dim <number>[^-]*default by recipe/);
    expect(out).toMatch(/--max-vocabulary <number>/);
  });
});

describe("files", () => {
  test("JSON and TypeScript say the same", async () => {
    const define = new URL("../../settings/src/define.ts", import.meta.url).pathname;
    const typed = file(
      `import { defineConfig } from ${JSON.stringify(define)};
       const kappa: number = 80;
       export default defineConfig({ recipe: "nvrnn", options: { kappa }, epochs: 3 });`,
      "textvae.config.ts",
    );
    const plain = file({ $schema: "./x.json", recipe: "nvrnn", options: { kappa: 80 }, epochs: 3 });
    expect(await loadConfig(typed)).toEqual(await loadConfig(plain));
  });

  test.each([
    [{ epoch: 3 }, /known keys only; got "epoch"\. Did you mean "epochs"\?/],
    [{ options: { kapa: 80 } }, /options: .*"kapa"\. Did you mean "kappa"\?/],
    [{ options: { dim: 0 } }, /options\.dim: expected a number ≥ 1; got 0/],
    [{ recipe: "nvrn" }, /Did you mean "nvrnn"\?/],
    [{ seed: "one" }, /seed: expected .*; got "one"/],
    [{ plugins: ["x"] }, /plugins\.0: expected a plugin made with definePlugin; got .*x/],
    ["{", /expected JSON/],
    ["[]", /expected an object/],
  ])("%j is refused", async (content, message) => {
    const settings = async () =>
      resolveSettings({ file: await loadConfig(file(content as object | string)) });
    await expect(settings()).rejects.toThrow(message as RegExp);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"])(
    "%s is a key like any other that is unknown",
    async (key) => {
      for (const content of [
        `{ "${key}": 1 }`,
        `{ "options": { "${key}": 1 } }`,
        `{ "recipe": "${key}" }`,
      ]) {
        await expect(
          loadConfig(file(content)).then(({ recipe }) => findRecipe(recipe)),
        ).rejects.toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^(CONFIG|OPTION)$/) }),
        );
      }
      const swept = await run("sweep", "plan", "--over", `${key}=1,2`, "--out", "none.jsonl");
      expect(swept.err).toMatch(/^OPTION .*--over: expected an option of nvrnn/);
    },
  );

  test("a key __proto__ is refused at any depth, where copies would lose it in silence", async () => {
    const nested = '{ "size": 3, "__proto__": 1 }';
    await expect(loadConfig(file(`{ "options": { "priorOptions": ${nested} } }`))).rejects.toThrow(
      expect.objectContaining({ code: "CONFIG", message: expect.stringContaining("__proto__") }),
    );
    const { code, err } = await run("train", "--prior-options", nested);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^OPTION {2}--prior-options: .*__proto__/),
    ]);
  });

  test("a key that stands twice in one object is refused, of which JSON.parse takes the last", async () => {
    const twice = '{ "size": 3, "a": { "size": 1 }, "size": 4 }';
    await expect(loadConfig(file(`{ "options": { "priorOptions": ${twice} } }`))).rejects.toThrow(
      expect.objectContaining({ code: "CONFIG", message: expect.stringContaining('"size" twice') }),
    );
    const { code, err } = await run("train", "--prior-options", twice);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^OPTION {2}--prior-options: .*"size" twice/),
    ]);
  });

  test("the one that npm start trains with is valid", async () => {
    const settings = resolveSettings({
      file: await loadConfig(
        fileURLToPath(new URL("../../../examples/start.json", import.meta.url)),
      ),
    });
    expect(settings).toMatchObject({ data: "sotu", run: "runs/start", options: { prior: "vmf" } });
  });

  test("the grid of depth and annealing differs in these alone", async () => {
    const cells = ["1-layer-none", "1-layer-sigmoid", "3-layer-none", "3-layer-sigmoid"];
    const found = await Promise.all(
      cells.map(async (cell) => {
        const path = new URL(`../../../examples/collapse-grid/${cell}.json`, import.meta.url);
        const {
          options,
          run: folder,
          ...rest
        } = resolveSettings({
          file: await loadConfig(fileURLToPath(path)),
        });
        const { layers, anneal, annealSteps: _, ...others } = options;
        expect(folder).toBe(`runs/grid-${layers}-${anneal}`);
        expect(cell).toBe(`${layers}-layer-${anneal}`);
        return { ...rest, options: others };
      }),
    );
    for (const cell of found) expect(cell).toEqual(found[0]);
    expect(found[0]?.options).toMatchObject({ prior: "gaussian", inputless: true });
  });

  test("a module that throws is named", async () => {
    await expect(loadConfig(file("throw new Error('no luck')", "c.ts"))).rejects.toMatchObject({
      code: "CONFIG",
      message: expect.stringContaining("no luck"),
    });
  });
});

test("defineConfig knows the options of every recipe", () => {
  const source = readText(fileURLToPath(new URL("../../settings/src/define.ts", import.meta.url)));
  const known = [...source.matchAll(/^ {2}readonly "?([a-z-]+)"?: z\.input/gm)].map(
    ([, name]) => name,
  );
  expect(known.toSorted()).toEqual(Object.keys(recipes).toSorted());
});

test("the JSON Schema knows recipes, their options and no plugins", async () => {
  const schema = configJsonSchema() as {
    properties: { recipe: { enum: string[] } };
    additionalProperties: boolean;
    allOf: {
      if: { properties: { recipe: { const: string } }; required?: string[] };
      then: { properties: { options: { additionalProperties: boolean } } };
    }[];
  };
  // A mistyped name is held against this list, not against the name of one recipe.
  expect(schema.properties.recipe.enum).toEqual(Object.keys(recipes));
  expect(schema.properties).not.toHaveProperty("plugins");
  expect(schema.properties).not.toHaveProperty("recipes");
  expect(schema.additionalProperties).toBe(false);
  expect(schema.allOf.map((rule) => rule.if.properties.recipe.const)).toEqual(Object.keys(recipes));
  for (const rule of schema.allOf) {
    const name = rule.if.properties.recipe.const;
    expect(rule.if.required).toEqual(name === "nvrnn" ? undefined : ["recipe"]);
    expect(rule.then.properties.options.additionalProperties).toBe(false);
  }
  const { out } = await run("schema");
  expect(JSON.parse(out)).toEqual(schema);
  // Written with: textvae schema > packages/cli/schema.json
  const published = readText(fileURLToPath(new URL("../schema.json", import.meta.url)));
  expect(JSON.parse(published)).toEqual(schema);
});
