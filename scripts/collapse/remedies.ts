/** Words of the longest sentence. */
export const LONGEST = 10;

const UPDATES = 800;
const QUARTER = UPDATES / 4;
const EIGHTH = UPDATES / 8;

export const flagsOf = (text: string): string[] => text.split(" ");

export const BACKEND = flagsOf("--backend wasm --threads 1");
/** How all of them are trained, and looked at. */
export const TRAINING = [...BACKEND, ...flagsOf(`--steps ${UPDATES} --log-every 50`)];
export const DIAGNOSIS = [...BACKEND, ...flagsOf("--samples 100 --items 100")];

/** A way of training that makes codes of use, or is said to. */
export interface Remedy {
  /** Of its run's folder. */
  readonly name: string;
  readonly label: string;
  /** Its strength, for the table. */
  readonly setting: string;
  readonly flags: readonly string[];
  /** The remedy whose model shows where codes gather. */
  readonly centres?: string;
}

// One network, told to recipes that have one, and to parts.
const SHARED =
  "--embedding 64 --output adaptive --optimizer adam --learning-rate 0.003 --batch-size 32";
/** The network, told to recipes that have one. */
export const NETWORK = `${SHARED} --hidden 64 --dropout 0.2`;
const PARTS = [
  ...flagsOf(`--recipe vae ${SHARED} --prior gaussian --dim 32`),
  "--encoder-options",
  '{"hidden":64,"dropout":0.2,"reads":"feed","summary":"hidden-cell"}',
  "--decoder-options",
  '{"hidden":64,"dropout":0.2}',
];
/** Evaluated at the end alone. */
export const ONCE = `--evaluate-every ${UPDATES}`;

const gaussian = (recipe: string): string[] =>
  flagsOf(`--recipe ${recipe} ${NETWORK} --prior gaussian --dim 32 ${ONCE}`);
const parts = (...flags: string[]): string[] => [...PARTS, ...flagsOf(ONCE), ...flags];

const ANNEALED = `--anneal linear --anneal-steps ${QUARTER}`;
const MIXED = `--kl-from ${EIGHTH} --kl-steps ${QUARTER}`;
const PRETRAINED = `free-bits-pretrained --pretrain-steps ${QUARTER} --anneal-steps ${QUARTER}`;
const annealed = `annealed over ${QUARTER} updates`;

const COMPONENTS = 20;
const FREE = 2.5;
/** The same network, of whose code the first nats are free for the mean of a batch. */
const free = (dim: number, prior: string): string[] =>
  flagsOf(`--recipe nvrnn ${NETWORK} --dim ${dim} --free-nats ${FREE} ${ONCE} --prior ${prior}`);
const mixed = (dim: number, family: object): string[] => [
  ...free(dim, "mixture"),
  ...["--prior-options", JSON.stringify({ components: COMPONENTS, ...family })],
];

/** In the order of the table. */
const once: readonly Remedy[] = [
  {
    name: "rnnlm",
    label: "RNNLM",
    setting: "no code",
    flags: flagsOf(`--recipe rnnlm ${NETWORK} ${ONCE}`),
  },
  { name: "plain", label: "Gaussian", setting: "no remedy", flags: gaussian("nvrnn") },
  {
    name: "linear",
    label: "linear annealing",
    setting: annealed,
    flags: gaussian(`nvrnn ${ANNEALED}`),
  },
  {
    name: "cyclical",
    label: "cyclical annealing",
    setting: `4 cycles of ${QUARTER} updates, half of each rising`,
    flags: gaussian(`cyclical --period ${QUARTER}`),
  },
  ...[0.4, 0.2].map((beta) => ({
    name: `beta-${beta}`,
    label: `β = ${beta}`,
    setting: "constant",
    flags: gaussian(`beta-vae --beta ${beta}`),
  })),
  ...[2, 4, 8].map((nats) => ({
    name: `free-bits-${nats}`,
    label: `free bits, ${nats}`,
    setting: `${nats} nats, ${nats / 32} for each dimension`,
    flags: gaussian(
      `free-bits-pretrained --pretrain-epochs 0 --no-reset-decoder --anneal none --free-nats ${nats}`,
    ),
  })),
  {
    name: "free-total",
    label: "free bits of the whole, d = 8",
    setting: `${FREE} nats of the code, of a batch's mean`,
    flags: free(8, "gaussian"),
  },
  ...[8, 32].map((dim) => ({
    name: `mixture-${dim}`,
    label: `mixture prior, d = ${dim}`,
    setting: `the same, of a mixture of ${COMPONENTS} Gaussians`,
    flags: mixed(dim, { family: "gaussian" }),
  })),
  {
    name: "capacity",
    label: "capacity, 8",
    setting: "|KL − 8 nats|",
    flags: parts("--divergence", "capacity", "--divergence-options", '{"target":8}'),
  },
  {
    name: "reset",
    label: "pretraining and reset",
    setting: `${QUARTER} updates an autoencoder, a new decoder, ${annealed}`,
    flags: gaussian(`${PRETRAINED} --free-nats 0`),
  },
  ...[4, 8].map((nats) => ({
    name: `reset-free-bits-${nats}`,
    label: `pretraining, reset, free bits, ${nats}`,
    setting: `the same, with ${nats} nats free`,
    flags: gaussian(`${PRETRAINED} --free-nats ${nats}`),
  })),
  {
    name: "words",
    label: "word dropout",
    setting: `rate 0.5, ${annealed}`,
    flags: gaussian(`nvrnn --word-dropout 0.5 ${ANNEALED}`),
  },
  {
    name: "bow",
    label: "bag-of-words loss",
    setting: "weight 1, a layer of 64",
    flags: gaussian("nvrnn --bow-weight 1 --bow-hidden 64"),
  },
  { name: "wae", label: "MMD", setting: "weight 10, no KL", flags: gaussian("wae") },
  {
    name: "planar",
    label: "planar flow",
    setting: "3 maps",
    flags: parts("--flow", "planar", "--flow-options", '{"layers":3}'),
  },
  {
    name: "wae-nf",
    label: "MMD and planar flow",
    setting: "weights 9.2 and 0.8 of the KL, 3 maps",
    flags: gaussian(`wae-nf ${MIXED}`),
  },
  {
    name: "wae-rnf",
    label: "MMD and Riemannian flow",
    setting: "the same, around 20 centres",
    flags: gaussian(`wae-rnf ${MIXED}`),
    centres: "wae-nf",
  },
  {
    name: "vmf",
    label: "vMF, κ = 25",
    setting: "fixed κ",
    flags: flagsOf(`--recipe nvrnn ${NETWORK} --prior vmf --dim 32 --kappa 25 ${ONCE}`),
  },
  {
    name: "vmf-8",
    label: "vMF, κ = 10, d = 8",
    setting: "fixed κ",
    flags: flagsOf(`--recipe nvrnn ${NETWORK} --prior vmf --dim 8 --kappa 10 ${ONCE}`),
  },
  {
    name: "vmf-mixture-8",
    label: "vMF, mixture prior, d = 8",
    setting: `fixed κ, a mixture of ${COMPONENTS}, ${FREE} nats free`,
    flags: mixed(8, { family: "vmf", familyOptions: { kappa: 10 } }),
  },
  {
    name: "sa-vae",
    label: "semi-amortised",
    setting: `2 steps, ${annealed}`,
    flags: gaussian(`sa-vae --refinements 2 ${ANNEALED}`),
  },
  ...["", ` ${ANNEALED} --anneal-from 0.1`].map((grows) => ({
    name: grows ? "lagging" : "lagging-at-once",
    label: grows ? "lagging, annealed" : "lagging",
    setting: `up to 10 updates of the encoder, ${grows ? annealed : "weight 1 from the start"}`,
    flags: [
      ...gaussian(`lagging --inference-updates 10 --compare-every 5${grows}`),
      ...flagsOf(`--evaluate-every ${QUARTER}`),
    ],
  })),
];

const SEEDED: readonly string[] = ["rnnlm", "plain", "free-bits-4", "mixture-8"];

const withSeed = (seed: number, { name, label, setting, flags }: Remedy): Remedy => ({
  name: `${name}-${seed}`,
  label: `${label}, ${seed === 2 ? "again" : "once more"}`,
  setting: `${setting}; another seed`,
  flags: [...flags, "--seed", `${seed}`],
});

/** What differs between two rows by chance alone is seen by other seeds of some. */
export const remedies: readonly Remedy[] = once.flatMap((remedy) =>
  SEEDED.includes(remedy.name)
    ? [remedy, ...[2, 3].map((seed) => withSeed(seed, remedy))]
    : [remedy],
);
