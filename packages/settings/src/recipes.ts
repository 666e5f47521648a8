import { suggest, TextvaeError } from "@textvae/core/options";
import { latentActions } from "@textvae/negotiation/latent-actions";
import { recipes as published, type Recipe } from "@textvae/recipes";

/** What is trained where no recipe is named. */
export const DEFAULT_RECIPE = "nvrnn";

/** Recipes by their names. */
export type Recipes = Readonly<Record<string, Recipe>>;

const byName = (recipes: readonly Recipe[]): Recipes =>
  Object.fromEntries(
    recipes.map((recipe) => [recipe.name, recipe] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Every recipe of textvae. */
export const recipes: Recipes = byName([
  ...Object.values(published),
  latentActions as unknown as Recipe,
]);

/** Those and the ones of a configuration. Throws `CONFIG` for one of a name that is taken. */
export const recipesWith = (own: readonly Recipe[] = []): Recipes => {
  const names = [...Object.keys(recipes), ...own.map(({ name }) => name)];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return byName([...Object.values(recipes), ...own]);
  throw new TextvaeError("CONFIG", "recipes", {
    expected: "a name that no other recipe has",
    got: JSON.stringify(twice),
  });
};

/** The recipe of that name. Throws `OPTION` with the nearest one. */
export const findRecipe = (name: string = DEFAULT_RECIPE, known: Recipes = recipes): Recipe => {
  const recipe = Object.hasOwn(known, name) ? known[name] : undefined;
  if (recipe) return recipe;
  throw new TextvaeError("OPTION", "recipe", {
    expected: "the name of a recipe",
    got: JSON.stringify(name),
    hint: `${suggest(name, Object.keys(known))} One of yours stands in the recipes of a --config FILE.`,
  });
};
