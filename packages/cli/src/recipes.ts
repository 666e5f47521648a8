import { latentActions } from "@textvae/negotiation/latent-actions";
import { recipes as published, type Recipe } from "@textvae/recipes";

/** What is trained where no recipe is named. */
export const DEFAULT_RECIPE = "nvrnn";

/** Every recipe that the command knows, by name. */
export const recipes: Readonly<Record<string, Recipe>> = Object.fromEntries(
  [...Object.values(published), latentActions as unknown as Recipe]
    .map((recipe) => [recipe.name, recipe] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);
