import type { Batch } from "../contracts/batch.ts";
import type { Objective, Terms } from "../contracts/objective.ts";
import { nameOf } from "../model/contract.ts";
import { expectShape } from "../model/shapes.ts";

/**
 * The terms of an objective on a batch, after a look at their shapes.
 *
 * @throws {TextvaeError} `SHAPE` or `PLUGIN` naming the objective and the term.
 */
export const heldTerms = (objective: Objective, terms: Terms, { size }: Batch): Terms => {
  const where = nameOf(objective, "objective");
  expectShape(`${where}, loss`, terms?.loss, []);
  expectShape(`${where}, reconstruction_B`, terms.reconstruction_B, [size]);
  expectShape(`${where}, nll_B`, terms.nll_B, [size]);
  if (terms.divergence_B) expectShape(`${where}, divergence_B`, terms.divergence_B, [size]);
  return terms;
};
