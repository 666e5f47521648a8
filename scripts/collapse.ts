/*
 * One Gaussian sentence VAE under every remedy of the library against posterior collapse: the same network, updates
 * and data. Puts what each came to into results/collapse.json and draws docs/collapse.svg. A remedy that stands there
 * with the same flags is left alone, so that the table can be made in several sittings; a training that was cut short
 * begins anew, because its time counts.
 *
 *   pnpm collapse path/to/ptb [NAME…]
 *
 * With names, of `scripts/collapse/remedies.ts`, only these are measured.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shortSentences } from "./collapse/corpus.ts";
import { type Outcome, trade } from "./collapse/figure.ts";
import {
  BACKEND,
  DIAGNOSIS,
  LONGEST,
  type Remedy,
  remedies,
  TRAINING,
} from "./collapse/remedies.ts";
import { ask } from "./results/ask.ts";
import { rowOf } from "./results/row.ts";
import { keep, tableOf } from "./results/store.ts";
import type { Row } from "./results/table.ts";

const TABLE = "collapse";
const [data, ...names] = process.argv.slice(2);
if (data === undefined) throw new Error("usage: collapse.ts FOLDER [NAME…]");

const runs = join("runs", TABLE);
const corpus = shortSentences(data, { to: join(runs, "corpus"), words: LONGEST });

/** Where the codes of another remedy's model gather, as a flag. */
const centresOf = async (name: string): Promise<string[]> => {
  const out = join(runs, `${name}.json`);
  await ask("centres", "--run", join(runs, name), "--out", out, ...BACKEND);
  return ["--centres", `@${out}`];
};

/** Trains a remedy's model anew and gives the seconds of a processor that it took. */
const trained = async ({ flags, centres }: Remedy, run: string): Promise<number> => {
  rmSync(run, { recursive: true, force: true });
  const found = centres === undefined ? [] : await centresOf(centres);
  const begun = process.cpuUsage();
  await ask("train", ...flags, ...found, ...TRAINING, "--data", corpus, "--run", run);
  return process.cpuUsage(begun).user / 1e6;
};

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** The row of a remedy: as it stands, or measured again, or trained as well. */
const rowFor = async (remedy: Remedy): Promise<Row> => {
  const { name, label, setting, flags } = remedy;
  const run = join(runs, name);
  const known = tableOf(TABLE).rows.find((row) => row.label === label && isSame(row.flags, flags));
  if (known && isSame(known.diagnosis, DIAGNOSIS)) return { ...known, setting };
  const seconds = known && existsSync(run) ? known.seconds : await trained(remedy, run);
  await ask("diagnose", "--run", run, ...DIAGNOSIS);
  const row = await rowOf(run, { label, commands: ["pnpm collapse path/to/ptb"] });
  console.log(`${label}: measured`);
  return { ...row, setting, flags, diagnosis: DIAGNOSIS, seconds };
};

const place = ({ label }: Row): number => remedies.findIndex((remedy) => remedy.label === label);
const isWanted = ({ name }: Remedy): boolean => names.length === 0 || names.includes(name);
for (const remedy of remedies.filter(isWanted)) {
  const row = await rowFor(remedy);
  const others = tableOf(TABLE).rows.filter(({ label }) => label !== row.label);
  const rows = [...others, row].filter((each) => place(each) >= 0);
  keep(
    TABLE,
    rows.toSorted((a, b) => place(a) - place(b)),
  );
}

const outcomes = tableOf(TABLE).rows as unknown as readonly Outcome[];
writeFileSync(new URL("../docs/collapse.svg", import.meta.url), trade(outcomes));
