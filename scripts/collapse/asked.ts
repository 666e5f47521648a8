import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import type { Remedy } from "./remedies.ts";

/** What a table is asked for on its command line. */
export interface Asked {
  /** A folder with train.txt, valid.txt and test.txt. */
  readonly data: string;
  readonly wanted: readonly Remedy[];
  /** Rows that stand in the table are measured again, too. */
  readonly anew: boolean;
}

/** Reads the command line of `pnpm TABLE`. Where it asks for nothing that there is, it says what there is and ends the program. */
export const asked = (table: string, remedies: readonly Remedy[]): Asked => {
  const end = (problem?: string): never => {
    const rows = remedies.map(({ name, label }) => `  ${name.padEnd(24)}${label}`);
    const usage = `pnpm ${table} FOLDER [--anew] [NAME …]\n\nnames of rows, by default all; those that stand in results/${table}.json are kept, unless --anew is said:\n`;
    process.stderr.write(`${problem ? `${problem}\n\n` : ""}${usage}${rows.join("\n")}\n`);
    return process.exit(problem ? 1 : 0);
  };
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { anew: { type: "boolean" }, help: { type: "boolean" } },
  });
  const unknown = Object.keys(values).find((flag) => flag !== "anew" && flag !== "help");
  if (values.help) return end();
  if (unknown !== undefined) return end(`expected --anew or --help; got --${unknown}`);
  const [data, ...names] = positionals;
  if (data === undefined) return end("expected a folder of text; got none");
  if (!existsSync(join(data, "train.txt")))
    return end(`expected a folder with train.txt; got ${data}`);
  const strange = names.find((name) => !remedies.some((remedy) => remedy.name === name));
  if (strange !== undefined) return end(`expected names of rows; got ${strange}`);
  const wanted = remedies.filter(({ name }) => names.length === 0 || names.includes(name));
  return { data, wanted, anew: values.anew === true };
};
