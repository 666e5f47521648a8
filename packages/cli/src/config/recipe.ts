import { suggest, TextvaeError } from "@textvae/core";
import type { Recipe } from "@textvae/recipes";
import { DEFAULT_RECIPE, recipes } from "../recipes.ts";

/** The recipe of that name. Throws `OPTION` with the nearest one. */
export const findRecipe = (name = DEFAULT_RECIPE): Recipe => {
  const recipe = Object.hasOwn(recipes, name) ? recipes[name] : undefined;
  if (recipe) return recipe;
  throw new TextvaeError("OPTION", "recipe", {
    expected: "the name of a recipe",
    got: JSON.stringify(name),
    hint: suggest(name, Object.keys(recipes)),
  });
};
