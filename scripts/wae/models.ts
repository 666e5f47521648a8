import { BACKEND, flagsOf, type Remedy } from "../collapse/remedies.ts";

/** Two epochs. */
const UPDATES = 2630;
const QUARTER = Math.floor(UPDATES / 4);

export const TRAINING = [...BACKEND, ...flagsOf("--log-every 50")];
export const DIAGNOSIS = [...BACKEND, ...flagsOf("--samples 100 --items 200")];

const NETWORK = [
  ...flagsOf("--hidden 200 --embedding 200 --dropout 0.2 --output adaptive --output-options"),
  '{"cutoffs":[2000,6000]}',
  ...flagsOf(`--optimizer adam --learning-rate 0.003 --decay-steps ${UPDATES} --batch-size 32`),
  ...flagsOf(`--evaluate-every ${UPDATES}`),
];
const of = (recipe: string): string[] => [...flagsOf(`--recipe ${recipe}`), ...NETWORK];
const code = (recipe: string): string[] => [...of(recipe), ...flagsOf("--dim 32")];
const FLOWS = `--flows 3 --kl-from ${QUARTER} --kl-steps ${QUARTER}`;

/** In the order of the table. */
export const models: readonly Remedy[] = [
  { name: "rnnlm", label: "RNNLM", setting: "no code", flags: of("rnnlm") },
  { name: "wae", label: "WAE", setting: "10 MMD", flags: code("wae") },
  {
    name: "wae-nf",
    label: "WAE-NF",
    setting: "9.2 MMD + 0.8 KL, 3 planar maps",
    flags: code(`wae-nf ${FLOWS}`),
  },
  {
    name: "wae-rnf",
    label: "WAE-RNF",
    setting: "the same, around 20 centres of WAE-NF",
    flags: code(`wae-rnf ${FLOWS}`),
    centres: "wae-nf",
  },
];
