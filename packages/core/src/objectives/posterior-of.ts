import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Distribution } from "../contracts/distribution.ts";
import type { Model } from "../model/model.ts";

/** q(z|x) to train with; outside of training what it relaxes, whose samples make a bound. */
export const posteriorOf = (model: Model, batch: Batch, context: Context): Distribution => {
  const q = model.posterior(batch, context);
  return context.training ? q : (q.relaxes ?? q);
};
