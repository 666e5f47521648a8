import { suggest, TextvaeError } from "@textvae/core";
import type { Recipe } from "@textvae/recipes";
import { DEFAULT_RECIPE, type Recipes, recipes } from "../recipes.ts";

/** The recipe of that name. Throws `OPTION` with the nearest one. */
export const findRecipe = (name = DEFAULT_RECIPE, known: Recipes = recipes): Recipe => {
  const recipe = Object.hasOwn(known, name) ? known[name] : undefined;
  if (recipe) return recipe;
  throw new TextvaeError("OPTION", "recipe", {
    expected: "the name of a recipe",
    got: JSON.stringify(name),
    hint: `${suggest(name, Object.keys(known))} One of yours stands in the recipes of a --config FILE.`,
  });
};
