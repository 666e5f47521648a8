import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Distribution } from "../contracts/latent.ts";
import type { Model } from "../model/model.ts";

/**
 * q(z|x) to train with; outside of training what it relaxes, whose samples are codes and make a
 * bound. Whoever asks a model about items asks here: evaluation, diagnostics, reconstruction.
 *
 * @example
 * const context = withCondition(model, batch, evaluating(rng));
 * const z_BZ = posteriorOf(model, batch, context).sample(rng);
 */
export const posteriorOf = (model: Model, batch: Batch, context: Context): Distribution =>
  drawnIn(context, model.posterior(batch, context));

/** Of a posterior that was made otherwise, the one whose samples are drawn in this context. */
export const drawnIn = ({ training }: Context, q: Distribution): Distribution =>
  training ? q : (q.relaxes ?? q);
