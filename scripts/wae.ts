/*
 * Wasserstein autoencoders without and with flows, beside a language model of the same network, on all sentences of a
 * corpus, with estimates that are bounds. Puts what each came to into results/wae.json.
 *
 *   pnpm wae path/to/ptb [NAME…]
 *
 * With names, of `scripts/wae/models.ts`, only these are measured.
 */
import { measure } from "./collapse/measure.ts";
import { DIAGNOSIS, models, TRAINING } from "./wae/models.ts";

const [data, ...names] = process.argv.slice(2);
if (data === undefined) throw new Error("usage: wae.ts FOLDER [NAME…]");

const plan = { table: "wae", remedies: models, longest: Number.POSITIVE_INFINITY };
await measure({ ...plan, training: TRAINING, diagnosis: DIAGNOSIS }, data, names);
