import {
  type AnyPlugin,
  checkOptions,
  definePlugin,
  type Experiment,
  type Paper,
  type Registry,
} from "@textvae/core";
import type { z } from "zod";
import { type Needs, refuseIneffective } from "./needs.ts";

/** A published system as one function from options to an experiment. */
export interface Recipe<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly paper: Paper;
  readonly options: Schema;
  /** What options need of others to have an effect. */
  readonly needs?: Needs;
  /** The options with what they leave to one of them filled in: what a run records. */
  readonly settled?: (options: z.output<Schema>) => z.output<Schema>;
  /**
   * Throws `OPTION` or `PLUGIN`, also for options that contradict each other or have no effect.
   * Plugins named in the options are looked up in the registry.
   */
  create(options: z.input<Schema>, registry: Registry): Experiment;
  /** As `create`, from options as a run recorded them, in which nothing is refused for that. */
  recreate(options: z.input<Schema>, registry: Registry): Experiment;
}

/** A recipe whose `create` refuses options without effect. */
export const defineRecipe = <Schema extends z.ZodObject>(
  recipe: Omit<Recipe<Schema>, "recreate">,
): Recipe<Schema> => ({
  ...recipe,
  create(options, registry) {
    const plan = recipe.create(options, registry);
    refuseIneffective(recipe, checkOptions(recipe.options, options, recipe.name));
    return plan;
  },
  recreate: recipe.create,
});

/**
 * A recipe as a plugin: called with its options it gives a plan that looks plugins up in a registry;
 * `replan` does so for options that a run recorded.
 *
 * @example
 * const plan = registry.find("recipe", "nvrnn")({ kappa: 80 }).plan(registry);
 */
export const recipePlugin = (recipe: Recipe): AnyPlugin =>
  definePlugin({
    kind: "recipe",
    name: recipe.name,
    version: "0.1.0",
    description: recipe.description,
    paper: recipe.paper,
    options: recipe.options,
    create: (options) => ({
      plan: (registry: Registry) => recipe.create(options, registry),
      replan: (registry: Registry) => recipe.recreate(options, registry),
    }),
  });
