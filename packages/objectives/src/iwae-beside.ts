import type { Objective } from "@textvae/core/plugin";
import type { ImportanceOptions } from "./importance-samples.ts";
import { iwae } from "./iwae.ts";

/** Of K samples decoded at once; bounds memory. */
const CHUNK = 10;

/**
 * IW-K as a further estimate beside the numbers of an objective. It draws from the encoder's
 * posterior; beside an objective that refines posteriors its name says so, since it may then lie
 * above that objective's own bound.
 *
 * @throws `OPTION` for counts of samples that are no whole numbers ≥ 1.
 *
 * @example
 * const { nll } = await evaluate({ model, objective: iwaeBeside(evaluation, { samples: 500 }), dataset, split: "test" });
 */
export const iwaeBeside = (
  objective: Pick<Objective, "refines">,
  { samples, chunk = Math.min(samples, CHUNK) }: ImportanceOptions,
): Objective => {
  const weighted = iwae({ samples, chunk });
  if (!objective.refines) return weighted;
  return {
    ...weighted,
    terms: (model, batch, context) => {
      const terms = weighted.terms(model, batch, context);
      const name = `${terms.estimator.name} of the encoder's posterior, not refined`;
      return { ...terms, estimator: { ...terms.estimator, name } };
    },
  };
};
