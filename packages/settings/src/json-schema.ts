import type { Recipe } from "@textvae/recipes";
import { z } from "zod";
import { DEFAULT_RECIPE, type Recipes, recipes } from "./recipes.ts";
import { configSchema } from "./schema.ts";

/**
 * JSON Schema of a `textvae.config.json`. The recipe is one of a list, so that a mistyped name is told
 * with all of them, and each brings its own options; without a name they are those of `nvrnn`.
 */
export const configJsonSchema = (known: Recipes = recipes): object => {
  const { shape } = configSchema.omit({ plugins: true, recipes: true });
  const names = Object.keys(known) as [string, ...string[]];
  const recipe = z.enum(names).default(DEFAULT_RECIPE).describe("what to train");
  return {
    title: "textvae configuration",
    ...describe(z.strictObject({ $schema: z.string().optional(), ...shape, recipe })),
    allOf: Object.values(known).map(optionsOf),
  };
};

const optionsOf = ({ name, description, options }: Recipe): object => {
  const { $schema: _, ...described } = describe(options.partial());
  const named = { properties: { recipe: { const: name } } };
  return {
    if: name === DEFAULT_RECIPE ? named : { ...named, required: ["recipe"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, and no promise
    then: { description, properties: { options: described } },
  };
};

const describe = (schema: z.ZodType): { readonly $schema?: string } & object =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
