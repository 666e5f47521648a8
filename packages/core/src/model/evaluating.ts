import type { Context } from "../contracts/context.ts";
import type { Rng } from "../random/rng.ts";

/**
 * What a forward pass outside training is given: no dropout, and schedules at their beginning.
 *
 * @example
 * const q = posteriorOf(model, batch, withCondition(model, batch, evaluating(createRng(1))));
 */
export const evaluating = (rng: Rng): Context => ({ rng, training: false, step: 0 });
