/*
 * P@100 of Bernoulli, BMSH and von Mises-Fisher codes of 16 to 128 bits on a folder of labelled bags of words, put
 * into results/hashing.json. A run that is there is continued or only read, so that the table can be made in several
 * sittings.
 *
 *   pnpm hashing path/to/20ng [runs] [name of codes …]
 */
import { join } from "node:path";
import { ask } from "./results/ask.ts";
import { add } from "./results/store.ts";

const [data, runs = "runs/hashing", ...names] = process.argv.slice(2);
if (data === undefined) throw new Error("usage: hashing-table.ts FOLDER [RUNS] [NAME …]");

const BITS = [16, 32, 64, 128];
const TRAINING =
  "--hold-out 0.1 --backend wasm --threads 1 --batch-size 100 --log-every 50 --optimizer adam --learning-rate 0.003 --reads presence --input-dropout 0.5";
/** The rate falls to zero over fifty epochs; or it is halved at each plateau of fifteen. */
const FALLS = "--decay-steps 5100 --evaluate-every 306";
const HALVED = "--decay 2 --epochs 15";

interface Codes {
  /** Of its runs' folders. */
  readonly name: string;
  readonly label: string;
  readonly flags: (bits: number) => string;
  readonly schedule: string;
}

const CODES: readonly Codes[] = [
  {
    name: "bits",
    label: "independent bits, `bernoulli-hash`",
    flags: (bits) => `--recipe bernoulli-hash --bits ${bits} --no-noise`,
    schedule: FALLS,
  },
  {
    name: "mixture",
    label: "mixture prior of 20 components, `bmsh`",
    flags: (bits) => `--recipe bmsh --bits ${bits} --no-noise --components 20`,
    schedule: FALLS,
  },
  {
    name: "vmf",
    // A concentration that grows with the width keeps the noise of the directions alike.
    label: "von Mises-Fisher, cut at medians, 15 epochs",
    flags: (bits) =>
      `--recipe nvdm --prior vmf --dim ${bits} --kappa ${5 * bits} --hidden 500 --decoder-hidden 0 --samples 1`,
    schedule: HALVED,
  },
];
const unknown = names.find((name) => CODES.every((codes) => codes.name !== name));
if (unknown) throw new Error(`expected names of ${CODES.map(({ name }) => name)}; got ${unknown}`);

for (const { name, label, flags, schedule } of CODES) {
  if (names.length > 0 && !names.includes(name)) continue;
  const found: Record<string, number> = {};
  for (const bits of BITS) {
    const run = join(runs, `${name}-${bits}`);
    const chosen = [flags(bits), TRAINING, schedule].flatMap((some) => some.split(" "));
    await ask("train", ...chosen, "--data", data, "--run", run);
    const { precision } = await ask("hash", "--run", run, "--threads", "1");
    found[`${bits}-bits`] = 100 * (precision as number);
    console.log(`${label}, ${bits} bits: ${(100 * (precision as number)).toFixed(1)}`);
  }
  add("hashing", [{ label, commands: ["pnpm hashing path/to/20ng"], ...found }]);
}
