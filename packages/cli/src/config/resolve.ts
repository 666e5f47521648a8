import { checkOptions, TextvaeError } from "@textvae/core";
import { type Recipe, refuseIneffective } from "@textvae/recipes";
import { type Recipes, recipesWith } from "../recipes.ts";
import { nameOfFiles } from "./data-files.ts";
import { readFlags } from "./flags.ts";
import { findRecipe } from "./recipe.ts";
import { configSchema, type PartialSettings, type Settings } from "./schema.ts";

const notFlags = { options: true, plugins: true, recipes: true } as const;

/** Layers of configuration, the last one strongest. */
export interface Layers {
  /** What an existing run was started with. */
  readonly stored?: PartialSettings;
  readonly file?: PartialSettings;
  /** Flags of the command line, as they were given. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

/** Defaults < stored run < file < flags, checked and complete. Throws `OPTION`. */
export const resolveSettings = ({ stored = {}, file = {}, flags = {} }: Layers): Settings => {
  const given = readFlags(configSchema.omit(notFlags), flags) as PartialSettings;
  const merged = { ...stored, ...file, ...given };
  const known = recipesWith(merged.recipes);
  const recipe = findRecipe(merged.recipe, known);
  rejectForeignFlags(recipe, flags, known);
  const flagged = readFlags(recipe.options, flags);
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

/** A flag of another recipe would have no effect, so it is an error. */
const rejectForeignFlags = (recipe: Recipe, flags: object, known: Recipes): void => {
  for (const key of Object.keys(flags)) {
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
