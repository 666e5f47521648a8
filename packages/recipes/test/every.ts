import { latentActionPlugins, latentActions } from "@textvae/negotiation/latent-actions";
import { builtins, recipes as published, type Recipe } from "../src/index.ts";

/** The recipes of this package and that of another, which are held to the same. */
export const recipes: Readonly<Record<string, Recipe>> = {
  ...published,
  "latent-actions": latentActions as unknown as Recipe,
};

/** A registry with the plugins of all of them. */
export const everything = () => builtins().use(...latentActionPlugins);
