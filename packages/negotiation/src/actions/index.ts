import type { AnyPlugin } from "@textvae/core";
import { type Recipe, recipePlugin } from "@textvae/recipes";
import { latentActions } from "./latent-actions.ts";
import { conditionEncoder, policyPrior } from "./latent-policy.ts";
import { priorLikelihood } from "./prior-likelihood.ts";
import { unconditionedDecoder } from "./unconditioned.ts";

export { latentActions } from "./latent-actions.ts";
export { latentPolicy } from "./latent-policy.ts";
export { type PriorLikelihoodOptions, priorLikelihood } from "./prior-likelihood.ts";
export { type Actions, type Anchor, reinforce } from "./reinforce.ts";
export { unconditioned } from "./unconditioned.ts";

/**
 * What models with latent actions are made of and no other is, and their recipe: what a registry
 * must know to make or open one.
 *
 * @example
 * const model = await openTrained(source, builtins().use(...latentActionPlugins));
 */
export const latentActionPlugins: readonly AnyPlugin[] = [
  conditionEncoder,
  policyPrior,
  priorLikelihood,
  unconditionedDecoder,
  recipePlugin(latentActions as unknown as Recipe),
];
