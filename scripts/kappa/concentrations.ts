import { flagsOf, NETWORK, ONCE, type Remedy } from "../collapse/remedies.ts";

/** Width of the code. */
export const DIM = 32;

const spherical = (...flags: readonly string[]): string[] => [
  ...flagsOf(`--recipe nvrnn ${NETWORK} --prior vmf --dim ${DIM} ${ONCE}`),
  ...flags,
];

const fixed = (kappa: number): Remedy => ({
  name: `fixed-${kappa}`,
  label: `κ = ${kappa}`,
  setting: "fixed",
  flags: spherical("--kappa", String(kappa)),
});

/** Its direction is pulled towards length 1 before it is normalised, as in the published program. */
const pulled = (kappa: number): Remedy => ({
  ...fixed(kappa),
  name: `pulled-${kappa}`,
  label: `κ = ${kappa}, pulled`,
  setting: "fixed, its direction pulled",
  flags: [...fixed(kappa).flags, "--prior-options", JSON.stringify({ normPenalty: 1e-4 })],
});

/** κ predicted from each sentence, trained by the unbiased gradient. */
const learned = (initial: number): Remedy => ({
  name: `learned-${initial}`,
  label: `κ learned, from ${initial}`,
  setting: "of each sentence, 1 to 1000",
  flags: spherical(
    "--prior-options",
    JSON.stringify({ kappa: { kind: "learned", initial, min: 1, max: 1000 } }),
  ),
});

const again = ({ name, label, setting, flags }: Remedy): Remedy => ({
  name: `${name}-2`,
  label: `${label}, again`,
  setting: `${setting}; another seed`,
  flags: [...flags, "--seed", "2"],
});

/** In the order of the table. */
export const concentrations: readonly Remedy[] = [
  {
    name: "rnnlm",
    label: "RNNLM",
    setting: "no code",
    flags: flagsOf(`--recipe rnnlm ${NETWORK} ${ONCE}`),
  },
  ...[2, 5, 10, 25, 50, 100, 200].map(fixed),
  ...[10, 25, 50, 100].map(pulled),
  ...[10, 50].flatMap((initial) => [learned(initial), again(learned(initial))]),
];
