/*
 * One Gaussian sentence VAE under every remedy of the library against posterior collapse: the same network, updates
 * and data. Puts what each came to into results/collapse.json and draws docs/collapse.svg.
 *
 *   pnpm collapse path/to/ptb [NAME…]
 *
 * With names, of `scripts/collapse/remedies.ts`, only these are measured.
 */
import { writeFileSync } from "node:fs";
import { type Outcome, trade } from "./collapse/figure.ts";
import { measure } from "./collapse/measure.ts";
import { remedies } from "./collapse/remedies.ts";
import { tableOf } from "./results/store.ts";

const [data, ...names] = process.argv.slice(2);
if (data === undefined) throw new Error("usage: collapse.ts FOLDER [NAME…]");

await measure({ table: "collapse", remedies }, data, names);
const outcomes = tableOf("collapse").rows as unknown as readonly Outcome[];
writeFileSync(new URL("../docs/collapse.svg", import.meta.url), trade(outcomes));
