import { recipes } from "@textvae/recipes";
import { z } from "zod";
import { configSchema } from "./schema.ts";

/** JSON Schema of a `textvae.config.json`: one alternative per recipe, with its own options. */
export const configJsonSchema = (): object => {
  const { shape } = configSchema.omit({ plugins: true });
  const alternatives = Object.values(recipes).map((recipe) => {
    const name = z.literal(recipe.name).describe(recipe.description);
    return z.strictObject({
      $schema: z.string().optional(),
      ...shape,
      recipe: recipe.name === "nvrnn" ? name.default(recipe.name) : name,
      options: recipe.options.partial().optional(),
    });
  });
  return {
    title: "textvae configuration",
    ...z.toJSONSchema(z.union(alternatives), { io: "input", unrepresentable: "any" }),
  };
};
