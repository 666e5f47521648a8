/*
 * One Gaussian sentence VAE under every remedy of the library against posterior collapse: the same network, updates
 * and data. Puts what each came to into results/collapse.json and draws docs/collapse.svg.
 *
 *   pnpm collapse path/to/ptb [--anew] [NAME…]
 *
 * With names, which `--help` lists, only these are measured. Rows that stand there are kept, unless `--anew` is said.
 */
import { writeFileSync } from "node:fs";
import { asked } from "./collapse/asked.ts";
import { type Outcome, trade } from "./collapse/figure.ts";
import { measure } from "./collapse/measure.ts";
import { remedies } from "./collapse/remedies.ts";
import { tableOf } from "./results/store.ts";

await measure({ table: "collapse", remedies }, asked("collapse", remedies));
const outcomes = tableOf("collapse").rows as unknown as readonly Outcome[];
writeFileSync(new URL("../docs/collapse.svg", import.meta.url), trade(outcomes));
