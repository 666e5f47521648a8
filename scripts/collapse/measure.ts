import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ask } from "../results/ask.ts";
import { rowOf } from "../results/row.ts";
import { keep, tableOf } from "../results/store.ts";
import type { Row } from "../results/table.ts";
import type { Asked } from "./asked.ts";
import { shortSentences } from "./corpus.ts";
import { BACKEND, DIAGNOSIS, LONGEST, type Remedy, TRAINING } from "./remedies.ts";

/** Models of one network on the sentences of a corpus, and the table that they stand in. */
export interface Plan {
  /** Of `results/TABLE.json`, and of the folder of their runs. */
  readonly table: string;
  /** In the order of the table. */
  readonly remedies: readonly Remedy[];
  /** Words of the longest sentence that counts. Default: short ones alone. */
  readonly longest?: number;
  /** Flags that all are trained with, and looked at. Defaults: those of short sentences. */
  readonly training?: readonly string[];
  readonly diagnosis?: readonly string[];
}

/**
 * Trains and looks at those that are asked for, and puts what each came to into the table. One that stands there
 * with the same flags is kept, so that a table can be made in several sittings, unless all are asked for anew; a
 * training that was cut short begins anew, because its time counts.
 */
export const measure = async (plan: Plan, { data, wanted, anew }: Asked): Promise<void> => {
  const { table, remedies, longest = LONGEST } = plan;
  const runs = join("runs", table);
  const corpus = shortSentences(data, { to: join(runs, "corpus"), words: longest });
  const place = ({ label }: Row): number => remedies.findIndex((remedy) => remedy.label === label);
  for (const remedy of wanted) {
    const row = await rowFor(remedy, { ...OF_SHORT_SENTENCES, ...plan, runs, corpus, anew });
    const others = tableOf(table).rows.filter(({ label }) => label !== row.label);
    const rows = [...others, row].filter((each) => place(each) >= 0);
    keep(
      table,
      rows.toSorted((a, b) => place(a) - place(b)),
    );
  }
};

const OF_SHORT_SENTENCES = { training: TRAINING, diagnosis: DIAGNOSIS };

interface Where extends Required<Pick<Plan, "table" | "training" | "diagnosis">> {
  readonly runs: string;
  readonly corpus: string;
  readonly anew: boolean;
}

/** The row of a remedy: as it stands, or measured again, or trained as well. */
const rowFor = async (remedy: Remedy, where: Where): Promise<Row> => {
  const { name, label, setting, flags } = remedy;
  const { table, runs, diagnosis, anew } = where;
  const run = join(runs, name);
  const stands = tableOf(table).rows.find((row) => row.label === label && isSame(row.flags, flags));
  const known = anew ? undefined : stands;
  if (known && isSame(known.diagnosis, diagnosis)) {
    console.log(`${label}: stands in results/${table}.json, kept`);
    return { ...known, setting };
  }
  const seconds = known && existsSync(run) ? known.seconds : await trained(remedy, where);
  await ask("diagnose", "--run", run, ...diagnosis);
  const row = await rowOf(run, { label, commands: [`pnpm ${table} path/to/ptb`] });
  console.log(`${label}: measured`);
  return { ...row, setting, flags, diagnosis, seconds };
};

/** Trains a remedy's model anew and gives the seconds of a processor that it took. */
const trained = async (
  { name, flags, centres }: Remedy,
  { runs, corpus, training }: Where,
): Promise<number> => {
  const run = join(runs, name);
  rmSync(run, { recursive: true, force: true });
  const found = centres === undefined ? [] : await centresOf(centres, runs);
  const begun = process.cpuUsage();
  await ask("train", ...flags, ...found, ...training, "--data", corpus, "--run", run);
  return process.cpuUsage(begun).user / 1e6;
};

/** Where the codes of another remedy's model gather, as a flag. */
const centresOf = async (name: string, runs: string): Promise<string[]> => {
  const out = join(runs, `${name}.json`);
  await ask("centres", "--run", join(runs, name), "--out", out, ...BACKEND);
  return ["--centres", `@${out}`];
};

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
