import type { Batch } from "../contracts/batch.ts";
import { badValue, nonFinite } from "../training/finite.ts";

const FIELDS = ["counts_BV", "tfidf_BV", "labels_B", "weights_B"] as const;

const checked = new WeakSet<Batch>();

/**
 * Throws `NON_FINITE` for a number of a batch that is NaN or infinite, naming its field: squashed
 * by an activation, it would come out as a number. Each batch is looked at once.
 */
export const checkInputs = (batch: Batch): void => {
  if (checked.has(batch)) return;
  const common = FIELDS.map((field) => [field, batch[field]] as const);
  for (const [field, values] of [...common, ...Object.entries(batch.fields ?? {})]) {
    const found = values && badValue(`input ${field}`, values);
    if (found) throw nonFinite("batch", found, "Look at the data of that item.");
  }
  checked.add(batch);
};
