export { checkConfig } from "./config.ts";
export { defineConfig, type RecipeOptions, type UserConfig } from "./define.ts";
export { configJsonSchema } from "./json-schema.ts";
export { DEFAULT_RECIPE, findRecipe, type Recipes, recipes, recipesWith } from "./recipes.ts";
export { experimentOf, type Layers, resolveSettings, type Said } from "./resolve.ts";
export {
  cacheOption,
  configSchema,
  type DataSettings,
  dataSchema,
  describedRecipes,
  type PartialSettings,
  type Settings,
} from "./schema.ts";
