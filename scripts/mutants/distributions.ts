import {
  add,
  mul,
  neg,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tidy,
  transpose,
} from "@tensorflow/tfjs-core";
import type { Distribution } from "@textvae/core";
import { bernoulliFromLogits } from "@textvae/prior-bernoulli";
import { categoricalFromLogits } from "@textvae/prior-categorical";
import { diagonalGaussian } from "@textvae/prior-gaussian";
import { normalise, vonMisesFisher } from "@textvae/prior-vmf";
import { type DistributionSubject, distributionLaws } from "@textvae/testing/laws";
import { type Fault, type Mutant, mutantsOf, tidied } from "./mutant.ts";

type Parameters = Readonly<Record<string, Tensor2D>>;
type Change = (q: Distribution, parameters: Parameters) => Partial<Distribution>;

const column = (x_B1: Tensor2D): Tensor1D => reshape(x_B1, [-1]);

const families: Readonly<Record<string, DistributionSubject>> = {
  gaussian: {
    parameters: {
      mean_BZ: [
        [0.5, -1],
        [-2, 0.25],
      ],
      logStd_BZ: [
        [0.3, -0.7],
        [-0.2, 0.4],
      ],
    },
    make: ({ mean_BZ, logStd_BZ }) => diagonalGaussian({ mean_BZ, logStd_BZ } as never),
    against: [
      () => diagonalGaussian({ mean_BZ: tensor2d([[0, 0.5]]), logStd_BZ: tensor2d([[0, 0.2]]) }),
    ],
  },
  vmf: {
    parameters: {
      mean: [
        [1, 2, -0.5],
        [-0.3, 0.1, 0.8],
      ],
      kappa: [[2], [9]],
    },
    make: ({ mean, kappa }) =>
      vonMisesFisher({ mean_BZ: normalise(mean as Tensor2D), kappa: column(kappa as Tensor2D) }),
    against: [() => vonMisesFisher({ mean_BZ: normalise(tensor2d([[1, 1, 1]])), kappa: 3 })],
  },
  bernoulli: {
    parameters: {
      logits_BZ: [
        [2, -1, 0.3],
        [-0.5, 1.5, -2],
      ],
    },
    make: ({ logits_BZ }) => bernoulliFromLogits(logits_BZ as Tensor2D),
    against: [() => bernoulliFromLogits(tensor2d([[0.5, 0, -1]]))],
  },
  categorical: {
    parameters: {
      logits_BZ: [
        [2, -1, 0.3],
        [-0.5, 1.5, -2],
      ],
    },
    make: ({ logits_BZ }) =>
      categoricalFromLogits({ logits_BZ: logits_BZ as Tensor2D, classes: 3 }),
    against: [() => categoricalFromLogits({ logits_BZ: tensor2d([[0.5, 0, -1]]), classes: 3 })],
  },
};

const lawsOf = (family: string) => (change: Change) => {
  const subject = families[family] as DistributionSubject;
  return distributionLaws({
    ...subject,
    make: (parameters) => {
      const q = subject.make(parameters);
      return { ...q, ...tidied(change(q, parameters)) };
    },
  });
};

const kl = (q: Distribution, p: Distribution): Tensor => q.klTo?.(p) as Tensor;

/** What can be wrong with any family. */
const anyFamily: readonly (readonly [Fault, string, Change])[] = [
  [
    "wrong shape",
    "logProb as a column",
    (q) => ({ logProb: (z) => reshape(q.logProb(z), [-1, 1]) as never }),
  ],
  [
    "wrong shape",
    "one entropy for all rows",
    (q) => ({ entropy: () => tidy(() => sum(q.entropy?.() as Tensor)) as never }),
  ],
  ["wrong shape", "one KL for all rows", (q) => ({ klTo: (p) => tidy(() => sum(kl(q, p))) })],
  ["wrong sign", "log q for −log q", (q) => ({ logProb: (z) => neg(q.logProb(z)) as Tensor1D })],
  [
    "wrong sign",
    "a negative entropy",
    (q) => ({ entropy: () => neg(q.entropy?.() as Tensor1D) as Tensor1D }),
  ],
  ["wrong sign", "−KL", (q) => ({ klTo: (p) => neg(kl(q, p)) })],
  [
    "wrong normaliser",
    "log q + 0.05",
    (q) => ({ logProb: (z) => add(q.logProb(z), 0.05) as Tensor1D }),
  ],
  [
    "wrong normaliser",
    "an entropy of twice as much",
    (q) => ({ entropy: () => mul(2, q.entropy?.() as Tensor1D) as Tensor1D }),
  ],
  ["dropped term", "a KL of half as much", (q) => ({ klTo: (p) => mul(0.5, kl(q, p)) })],
  ["dropped term", "a KL below zero at equality", (q) => ({ klTo: (p) => sub(kl(q, p), 1e-5) })],
  [
    "wrong row",
    "samples row by row",
    (q) => ({
      sample: (rng, n = 1) =>
        tidy(() => {
          const z_SBZ = reshape(q.sample(rng, n), [n, q.batch, -1]);
          return reshape(transpose(z_SBZ, [1, 0, 2]), [n * q.batch, -1]) as Tensor2D;
        }),
    }),
  ],
];

/** A sampler of other parameters than those of the density. */
const biased = (family: string, shift: (parameters: Parameters) => Parameters): Change => {
  const { make } = families[family] as DistributionSubject;
  return (_, parameters) => ({
    sample: (rng, n) => tidy(() => make(shift(parameters)).sample(rng, n)),
  });
};

const scaled =
  (name: string, factor: number) =>
  (parameters: Parameters): Parameters => ({
    ...parameters,
    [name]: mul(parameters[name] as Tensor2D, factor) as Tensor2D,
  });

const shifted =
  (name: string, by: number) =>
  (parameters: Parameters): Parameters => ({
    ...parameters,
    [name]: add(parameters[name] as Tensor2D, by) as Tensor2D,
  });

const samplers: Readonly<Record<string, readonly (readonly [Fault, string, Change])[]>> = {
  gaussian: [
    ["biased sampler", "a spread of 0.95 σ", biased("gaussian", shifted("logStd_BZ", -0.05))],
    ["biased sampler", "a mean that is 0.1 off", biased("gaussian", shifted("mean_BZ", 0.1))],
  ],
  vmf: [["biased sampler", "samples of 0.9 κ", biased("vmf", scaled("kappa", 0.9))]],
  bernoulli: [
    ["biased sampler", "bits of another logit", biased("bernoulli", shifted("logits_BZ", 0.15))],
  ],
  categorical: [
    [
      "biased sampler",
      "samples at temperature 1.2",
      biased("categorical", scaled("logits_BZ", 1 / 1.2)),
    ],
  ],
};

export const distributions: readonly Mutant[] = Object.keys(families).flatMap((family) =>
  mutantsOf<Change>(`distribution, ${family}`, lawsOf(family))(
    () => ({}),
    [...anyFamily, ...(samplers[family] ?? [])],
  ),
);
