/*
 * P@100 of Bernoulli, BMSH and von Mises-Fisher codes of 16 to 128 bits on a folder of labelled
 * bags of words. A run that is there is continued or only read, so that the table can be made in
 * several sittings.
 *
 *   node --conditions=@textvae/source scripts/hashing-table.ts path/to/20ng [runs] [epochs]
 */
import { join } from "node:path";
import { main } from "textvae";

const [data, runs = "runs/hashing", epochs = "6"] = process.argv.slice(2);
if (data === undefined) throw new Error("usage: hashing-table.ts FOLDER [RUNS] [EPOCHS]");

const BITS = [16, 32, 64, 128];
const TRAINING = "--hold-out 0.1 --optimizer adam --decay 2 --batch-size 100 --log-every 50".split(
  " ",
);
const RECIPES: Readonly<Record<string, (bits: number) => string>> = {
  "bernoulli-hash": (bits) => `--recipe bernoulli-hash --bits ${bits} --no-noise`,
  bmsh: (bits) => `--recipe bmsh --bits ${bits} --no-noise --components 20`,
  // A concentration that grows with the width keeps the noise of the directions alike.
  vmf: (bits) =>
    `--recipe nvdm --prior vmf --dim ${bits} --kappa ${5 * bits} --hidden 500 --decoder-hidden 0 --reads tf-idf --samples 1`,
};

/** The last object that a command prints. */
const ask = async (...argv: string[]): Promise<Record<string, unknown>> => {
  let out = "";
  const stdout = { write: (text: string) => (out += text) };
  const code = await main([...argv, "--json"], { stdout, stderr: process.stderr });
  if (code !== 0) process.exit(code);
  return JSON.parse(out.trim().split("\n").at(-1) as string);
};

console.log(`| codes | ${BITS.map((bits) => `${bits} bits`).join(" | ")} |`);
console.log(`| --- | ${BITS.map(() => "---").join(" | ")} |`);
for (const [name, flagsOf] of Object.entries(RECIPES)) {
  const row: string[] = [];
  for (const bits of BITS) {
    const run = join(runs, `${name}-${bits}`);
    const flags = [...flagsOf(bits).split(" "), ...TRAINING, "--learning-rate", "0.01"];
    await ask("train", ...flags, "--data", data, "--epochs", epochs, "--run", run);
    const { precision } = await ask("hash", "--run", run);
    row.push(((precision as number) * 100).toFixed(1));
  }
  console.log(`| ${name} | ${row.join(" | ")} |`);
}
