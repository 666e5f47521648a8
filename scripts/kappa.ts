/*
 * How much a von Mises-Fisher code is told, paid for and of use by its concentration κ: one network under several
 * fixed κ and under κ that is learned. Puts what each came to into results/kappa.json and draws docs/kappa.svg.
 *
 *   pnpm kappa path/to/ptb [--anew] [NAME…]
 *
 * With names, which `--help` lists, only these are measured. Rows that stand there are kept, unless `--anew` is said.
 */
import { writeFileSync } from "node:fs";
import { asked } from "./collapse/asked.ts";
import { measure } from "./collapse/measure.ts";
import { concentrations } from "./kappa/concentrations.ts";
import { figureOf } from "./kappa/figure.ts";
import { tableOf } from "./results/store.ts";

await measure({ table: "kappa", remedies: concentrations }, asked("kappa", concentrations));
writeFileSync(new URL("../docs/kappa.svg", import.meta.url), figureOf(tableOf("kappa").rows));
