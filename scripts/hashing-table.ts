/*
 * P@100 of Bernoulli, BMSH and von Mises-Fisher codes of 16 to 128 bits on a folder of labelled bags of words, put
 * into results/hashing.json. A run that is there is continued or only read, so that the table can be made in several
 * sittings.
 *
 *   pnpm hashing path/to/20ng [runs] [epochs] [name of codes …]
 */
import { join } from "node:path";
import { ask } from "./results/ask.ts";
import { add } from "./results/store.ts";

const [data, runs = "runs/hashing", epochs = "15", ...names] = process.argv.slice(2);
if (data === undefined) throw new Error("usage: hashing-table.ts FOLDER [RUNS] [EPOCHS] [NAME …]");

const BITS = [16, 32, 64, 128];
const TRAINING = [
  "--hold-out 0.1 --backend wasm --threads 1 --batch-size 100 --log-every 50 --optimizer adam --decay 2",
  "--learning-rate 0.003 --reads presence --input-dropout 0.5",
].flatMap((flags) => flags.split(" "));

interface Codes {
  /** Of its runs' folders. */
  readonly name: string;
  readonly label: string;
  readonly flags: (bits: number) => string;
}

const CODES: readonly Codes[] = [
  {
    name: "bits",
    label: "independent bits, `bernoulli-hash`",
    flags: (bits) => `--recipe bernoulli-hash --bits ${bits} --no-noise`,
  },
  {
    name: "mixture",
    label: "mixture prior of 20 components, `bmsh`",
    flags: (bits) => `--recipe bmsh --bits ${bits} --no-noise --components 20`,
  },
  {
    name: "vmf",
    // A concentration that grows with the width keeps the noise of the directions alike.
    label: "von Mises-Fisher, cut at medians",
    flags: (bits) =>
      `--recipe nvdm --prior vmf --dim ${bits} --kappa ${5 * bits} --hidden 500 --decoder-hidden 0 --samples 1`,
  },
];
const unknown = names.find((name) => CODES.every((codes) => codes.name !== name));
if (unknown) throw new Error(`expected names of ${CODES.map(({ name }) => name)}; got ${unknown}`);

for (const { name, label, flags } of CODES) {
  if (names.length > 0 && !names.includes(name)) continue;
  const found: Record<string, number> = {};
  for (const bits of BITS) {
    const chosen = flags(bits).split(" ");
    const run = join(runs, `${name}-${bits}`);
    const training = [...chosen, ...TRAINING, "--data", data, "--epochs", epochs, "--run", run];
    await ask("train", ...training);
    const { precision } = await ask("hash", "--run", run, "--threads", "1");
    found[`${bits}-bits`] = 100 * (precision as number);
    console.log(`${label}, ${bits} bits: ${(100 * (precision as number)).toFixed(1)}`);
  }
  add("hashing", [{ label, commands: ["pnpm hashing path/to/20ng"], ...found }]);
}
