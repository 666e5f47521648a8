import "@tensorflow/tfjs-backend-cpu";
import process from "node:process";
import { setBackend } from "@tensorflow/tfjs-core";
import { mutants } from "./mutants/all.ts";
import { caughtBy, isAsItMustBe, type Mutant } from "./mutants/mutant.ts";

/*
 * `pnpm mutants [part of a noun]`: parts that are wrong in one place, each of which a law must
 * catch, and the same parts as they are, which must keep every law. Prints a table and fails where
 * a mutant survives.
 */

await setBackend("cpu");

const [, , wanted = ""] = process.argv;
const chosen = mutants.filter(({ noun }) => noun.includes(wanted));

const line = ({ noun, fault, what }: Mutant, caught: string | undefined, ok: boolean): string =>
  [
    ok ? " " : "!",
    noun.padEnd(28),
    fault.padEnd(17),
    what.padEnd(48),
    caught ?? "keeps every law",
  ].join(" ");

let failures = 0;
for (const mutant of chosen) {
  const caught = await caughtBy(mutant);
  const ok = isAsItMustBe(mutant, caught);
  if (!ok) failures++;
  process.stdout.write(`${line(mutant, caught, ok)}\n`);
}
const wrong = chosen.filter(({ fault }) => fault !== "none").length;
process.stdout.write(
  `\n${wrong} mutants of ${chosen.length - wrong} parts, ${failures} not as they must be\n`,
);
process.exitCode = failures === 0 && wrong > 0 ? 0 : 1;
