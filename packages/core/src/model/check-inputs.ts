import type { Batch } from "../contracts/batch.ts";
import { badValue, nonFinite } from "../training/finite.ts";

const FIELDS = ["counts_BV", "tfidf_BV", "labels_B", "goal_B6"] as const;

const checked = new WeakSet<Batch>();

/**
 * Throws `NON_FINITE` for a number of a batch that is NaN or infinite, naming its field: squashed
 * by an activation, it would come out as a number. Each batch is looked at once.
 */
export const checkInputs = (batch: Batch): void => {
  if (checked.has(batch)) return;
  for (const field of FIELDS) {
    const found = batch[field] && badValue(`input ${field}`, batch[field]);
    if (found) throw nonFinite("batch", found, "Look at the data of that item.");
  }
  checked.add(batch);
};
