import { z } from "zod";
import { checkGiven } from "./check.ts";
import { findRecipe, recipesWith } from "./recipes.ts";
import { configSchema, type PartialSettings } from "./schema.ts";

/** As `configSchema`, with the key by which a JSON file names its schema to an editor. */
const fileSchema = configSchema.extend({ $schema: z.string().optional() });

/**
 * A configuration that someone wrote, checked but without defaults, so that it is one layer of
 * {@link resolveSettings}.
 *
 * @throws {TextvaeError} `CONFIG` naming the file and the key.
 *
 * @example
 * const file = checkConfig({ recipe: "nvrnn", options: { kappa: 40 } }, "textvae.config.json");
 */
export const checkConfig = (content: unknown, name: string): PartialSettings => {
  const { $schema: _, ...config } = checkGiven(fileSchema, content, name);
  const settings = config as PartialSettings;
  if (settings.options) {
    const recipe = findRecipe(settings.recipe, recipesWith(settings.recipes));
    checkGiven(recipe.options, settings.options, `${name}.options`);
  }
  return settings;
};
