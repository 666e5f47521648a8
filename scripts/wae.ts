/*
 * Wasserstein autoencoders without and with flows, beside a language model of the same network, on all sentences of a
 * corpus, with estimates that are bounds. Puts what each came to into results/wae.json.
 *
 *   pnpm wae path/to/ptb [--anew] [NAME…]
 *
 * With names, which `--help` lists, only these are measured. Rows that stand there are kept, unless `--anew` is said.
 */
import { asked } from "./collapse/asked.ts";
import { measure } from "./collapse/measure.ts";
import { DIAGNOSIS, models, TRAINING } from "./wae/models.ts";

const plan = { table: "wae", remedies: models, longest: Number.POSITIVE_INFINITY };
await measure({ ...plan, training: TRAINING, diagnosis: DIAGNOSIS }, asked("wae", models));
