import { join } from "node:path";
import { findRecipe, recipesWith } from "@textvae/settings";
import { expect, test } from "vitest";
import { folderOf, run, temporaryFolder, tinyCorpus } from "./support.ts";

const at = (file: string) => new URL(`../../${file}`, import.meta.url).pathname;

/** A configuration with a recipe of that name: a language model whose width has a name of its own. */
const configured = (name: string, more = ""): string =>
  join(
    folderOf({
      "textvae.config.ts": `
        import { defineRecipe, rnnlm } from ${JSON.stringify(at("recipes/src/index.ts"))};
        import { z } from ${JSON.stringify(import.meta.resolve("zod").replace("file://", ""))};
        const mine = defineRecipe({
          name: ${JSON.stringify(name)}, description: "A language model", paper: rnnlm.paper,
          options: z.strictObject({ breadth: z.int().min(1).default(4).describe("how broad it is") }),
          create: ({ breadth }, registry) =>
            rnnlm.create({ embedding: breadth, hidden: breadth }, registry),
        });
        export default { recipes: [mine], recipe: ${JSON.stringify(name)} ${more} };
      `,
    }),
    "textvae.config.ts",
  );

test("a recipe of someone else is trained by its own flags, and asked afterwards", async () => {
  const config = configured("mine");
  const folder = join(temporaryFolder(), "run");
  const flags = ["--config", config, "--run", folder];
  const training = ["--data", tinyCorpus(), "--backend", "wasm", "--steps", "2"];
  const trained = await run("train", ...flags, ...training, "--breadth", "5");
  expect(trained.code, trained.err).toBe(0);
  const sampled = await run("sample", ...flags, "--count", "2");
  expect(sampled.code, sampled.err).toBe(0);
  const continued = await run("train", ...flags, "--steps", "3");
  expect(continued.code, continued.err).toBe(0);

  // Without the configuration nobody knows it, and how to say so is told.
  const without = await run("train", "--run", folder, "--steps", "4");
  expect(without.err).toMatch(/^OPTION {2}recipe: .*got "mine".*--config FILE/m);
});

test("help and the JSON Schema list it with its options", async () => {
  const config = configured("mine");
  const help = await run("train", "--config", config, "--help");
  expect(help.out.replaceAll(/\s+/g, " ")).toMatch(/latent-actions, mine, nvdm/);
  expect(help.out).toMatch(/Options of mine:\n +--breadth <number> +how broad it is \(default 4\)/);
  const own = await run("train", "--config", config, "--recipe", "mine", "--help");
  expect(own.out).toContain("Options of mine:");
  expect(own.out).not.toContain("--kappa");

  const { properties, allOf } = JSON.parse((await run("schema", "--config", config)).out);
  expect(properties.recipe.enum).toContain("mine");
  const rule = allOf.find((one: typeof allOf) => one.if.properties.recipe.const === "mine");
  expect(Object.keys(rule.then.properties.options.properties)).toEqual(["breadth"]);
});

test("what is no recipe, has a taken name or a wrong option is refused", async () => {
  const training = ["--data", tinyCorpus(), "--steps", "1"];
  const refused = async (config: string, ...flags: string[]) =>
    (await run("train", "--config", config, ...training, ...flags)).err;
  expect(await refused(configured("nvrnn"))).toMatch(/^CONFIG {2}recipes: .*got "nvrnn"/);
  expect(await refused(configured("mine"), "--breadth", "0")).toMatch(/^OPTION {2}--breadth/);
  expect(await refused(configured("mine", ", options: { width: 3 }"))).toMatch(
    /^CONFIG {2}textvae\.config\.ts\.options: .*"width"/,
  );
  const none = folderOf({ "textvae.config.ts": "export default { recipes: [{}] };" });
  expect(await refused(join(none, "textvae.config.ts"))).toMatch(
    /^CONFIG {2}textvae\.config\.ts\.recipes\.0: expected a recipe made with defineRecipe/,
  );
});

test("a command beside a wrong configuration still helps", async () => {
  const wrong = folderOf({ "textvae.config.ts": "export default { nothing: 1 };" });
  const { code, out } = await run("train", "--config", join(wrong, "textvae.config.ts"), "--help");
  expect([code, out.includes("Options of")]).toEqual([0, true]);
});

test("a recipe is found among those that are known", () => {
  expect(findRecipe("vae", recipesWith()).name).toBe("vae");
  expect(() => findRecipe("vea")).toThrow('Did you mean "vae"?');
});
