// `pnpm torture [--seed 1] [--only kills]`: hostile files, and a kill at every change of a run's
// storage, until all tries are done. Each finding is printed as it comes, with the number that makes
// it again; how far it is, every ten seconds.
import "@tensorflow/tfjs-backend-cpu";
import process from "node:process";
import { parseArgs } from "node:util";
import { env, setBackend } from "@tensorflow/tfjs-core";
import { configurations, runFolders } from "./commands.ts";
import { corpora } from "./corpora.ts";
import { type Attack, type Finding, findingsOf, numbers } from "./findings.ts";
import { countChanges, kills } from "./kills.ts";
import { safetensors } from "./safetensors.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    count: { type: "string" },
  },
});

env().set("IS_TEST", true); // or tfjs advises, on first use, to install another backend
await setBackend("cpu");

const attacks: Readonly<Record<string, readonly [Attack, number]>> = {
  safetensors: [safetensors, 4000],
  corpora: [corpora, 1000],
  kills: [kills, 3 * (await countChanges())],
  "run-folders": [runFolders, 700],
  configurations: [configurations, 700],
};

let found = 0;
for (const [name, [attack, count]] of Object.entries(attacks)) {
  if (values.only !== undefined && values.only !== name) continue;
  const total = Math.min(count, Number(values.count ?? count));
  let told = Date.now();
  const onTry = (done: number, finding: Finding | undefined) => {
    if (finding) process.stdout.write(`${JSON.stringify(finding)}\n`);
    if (Date.now() - told < 10_000) return;
    told = Date.now();
    process.stderr.write(`${name}: ${done} of ${total}\n`);
  };
  const options = { seed: Number(values.seed), tries: numbers(total) };
  const findings = await findingsOf(attack, options, onTry);
  process.stdout.write(`${name}: ${findings.length} findings in ${total} tries\n`);
  found += findings.length;
}
process.exitCode = found > 0 ? 1 : 0;
