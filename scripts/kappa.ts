/*
 * How much a von Mises-Fisher code is told, paid for and of use by its concentration κ: one network under several
 * fixed κ and under κ that is learned. Puts what each came to into results/kappa.json and draws docs/kappa.svg.
 *
 *   pnpm kappa path/to/ptb [NAME…]
 *
 * With names, of `scripts/kappa/concentrations.ts`, only these are measured.
 */
import { writeFileSync } from "node:fs";
import { measure } from "./collapse/measure.ts";
import { concentrations } from "./kappa/concentrations.ts";
import { figureOf } from "./kappa/figure.ts";
import { tableOf } from "./results/store.ts";

const [data, ...names] = process.argv.slice(2);
if (data === undefined) throw new Error("usage: kappa.ts FOLDER [NAME…]");

await measure({ table: "kappa", remedies: concentrations }, data, names);
writeFileSync(new URL("../docs/kappa.svg", import.meta.url), figureOf(tableOf("kappa").rows));
