import { checkOptions, type Experiment, type Registry, TextvaeError } from "@textvae/core";
import { type Recipe, refuseIneffective } from "@textvae/recipes";
import type { z } from "zod";
import { nameOfFiles } from "./data-files.ts";
import { findRecipe, type Recipes, recipesWith } from "./recipes.ts";
import { configSchema, type PartialSettings, type Settings } from "./schema.ts";

/** What is said in a file alone. */
const APART = { options: true, plugins: true, recipes: true } as const;

/** Values that someone says beside a file: by the flags of a command line, by a form of a page. */
export interface Said {
  /** Of all that was said, also of what no schema knows. */
  readonly names: readonly string[];
  /** What was said of the options of a schema, as the values that it stands for. */
  read(schema: z.ZodObject): Readonly<Record<string, unknown>>;
}

const NOTHING: Said = { names: [], read: () => ({}) };

/** Layers of configuration, the last one strongest. */
export interface Layers {
  /** What an existing run was started with. */
  readonly stored?: PartialSettings;
  readonly file?: PartialSettings;
  readonly said?: Said;
}

/**
 * Defaults < stored run < file < what is said, checked and complete.
 *
 * @throws {TextvaeError} `OPTION` and `CONFIG` for a value out of range, an option of another recipe, one
 * without effect, and a recipe that there is not.
 *
 * @example
 * const settings = resolveSettings({ file: { recipe: "nvrnn", options: { kappa: 40 }, steps: 100 } });
 */
export const resolveSettings = ({ stored = {}, file = {}, said = NOTHING }: Layers): Settings => {
  const given = said.read(configSchema.omit(APART)) as PartialSettings;
  const merged = { ...stored, ...file, ...given };
  const known = recipesWith(merged.recipes);
  const recipe = findRecipe(merged.recipe, known);
  rejectForeign(recipe, said.names, known);
  const flagged = said.read(recipe.options);
  const options = {
    ...(stored.recipe === recipe.name ? stored.options : {}),
    ...file.options,
    ...flagged,
  };
  const checked = checkOptions(recipe.options, options, recipe.name);
  // Once more, so that what is filled in stands where it stands when it is given.
  const settled = recipe.settled
    ? checkOptions(recipe.options, recipe.settled(checked), recipe.name)
    : checked;
  const chosen = settled as PartialSettings["options"];
  // What a run recorded is not refused: only what is said now.
  const isSaid = (by: object | undefined) => (option: string) => Object.hasOwn(by ?? {}, option);
  refuseIneffective(recipe, chosen ?? {}, isSaid(flagged));
  refuseIneffective(recipe, chosen ?? {}, isSaid(file.options), "CONFIG");
  const complete = { ...merged, options: chosen };
  const settings = checkOptions(configSchema, complete, "config", "CONFIG") as PartialSettings;
  const { data } = settings;
  return { ...settings, ...(typeof data === "object" && { data: nameOfFiles(data) }) } as Settings;
};

/** An option of another recipe would have no effect, so it is an error. */
const rejectForeign = (recipe: Recipe, names: readonly string[], known: Recipes): void => {
  for (const key of names) {
    if ([recipe.options.shape, configSchema.shape].some((shape) => Object.hasOwn(shape, key)))
      continue;
    const owners = Object.values(known).filter(({ options }) => Object.hasOwn(options.shape, key));
    if (owners.length === 0) continue;
    throw new TextvaeError("OPTION", recipe.name, {
      expected: `an option of the recipe: ${Object.keys(recipe.options.shape).join(", ")}`,
      got: `${JSON.stringify(key)}, which ${owners.map(({ name }) => name).join(", ")} ${owners.length === 1 ? "has" : "have"}`,
      hint: `textvae train --recipe ${recipe.name} --help describes them.`,
    });
  }
};

/**
 * The experiment of settings: what their recipe makes of its options.
 *
 * @example
 * const { parts, objective } = experimentOf(settings, registry);
 */
export const experimentOf = (settings: Settings, registry: Registry): Experiment =>
  findRecipe(settings.recipe, recipesWith(settings.recipes)).recreate(settings.options, registry);
