import {
  type AnyPlugin,
  definePlugin,
  type ModelParts,
  type Objective,
  type Optimizer,
  type Paper,
  type Phase,
  type Registry,
  type UpdateRule,
} from "@textvae/core";
import type { z } from "zod";

/** Everything a trainer needs besides data, as a recipe resolves it. */
export interface Plan {
  readonly parts: ModelParts;
  readonly objective: Objective;
  /** What validation and test numbers are computed with; the weight of the divergence is 1. */
  readonly evaluation: Objective;
  readonly optimizer: Optimizer;
  /** How a batch becomes a change of parameters, where it is not one step for all together. */
  readonly update?: UpdateRule;
  /** Parts of the training, one after the other, where it has several. */
  readonly phases?: readonly Phase[];
  readonly batchSize: number;
  /** Evaluations in a row without a new best after which training ends. */
  readonly patience?: number;
  /** What a reader of the numbers must know, e.g. that they are not a bound. */
  readonly notes: readonly string[];
}

/** A published system as one function from options to a plan. */
export interface Recipe<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly paper: Paper;
  readonly options: Schema;
  /** Throws `OPTION` or `PLUGIN`. Plugins named in the options are looked up in the registry. */
  create(options: z.input<Schema>, registry: Registry): Plan;
}

/**
 * A recipe as a plugin: called with its options it gives a plan that looks plugins up in a registry.
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
    create: (options) => ({ plan: (registry: Registry) => recipe.create(options, registry) }),
  });
