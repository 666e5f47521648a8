import {
  add,
  mul,
  neg,
  reshape,
  slice,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import type {
  BuiltFlow,
  BuiltPrior,
  Distribution,
  Divergence,
  DivergenceValue,
  Flow,
  Prior,
} from "@textvae/core";
import { freeBits, kl, weighted } from "@textvae/divergence-kl";
import { mmd } from "@textvae/divergence-mmd";
import { planar } from "@textvae/flow-planar";
import { inverseMetric } from "@textvae/flow-riemannian";
import { gaussian } from "@textvae/prior-gaussian";
import { vmf } from "@textvae/prior-vmf";
import { divergenceLaws, flowLaws, priorLaws } from "@textvae/testing/laws";
import { type Fault, type Mutant, mutantsOf, tidied } from "./mutant.ts";

type PriorChange = (built: BuiltPrior) => Partial<BuiltPrior>;

const changedPrior = (prior: Prior) => (change: PriorChange) =>
  priorLaws({
    prior: {
      ...prior,
      build: (scope, sizes) => {
        const built = prior.build(scope, sizes);
        return { ...built, ...change(built) };
      },
    },
  });

/** The posterior with some members changed. */
const posterior =
  (change: (q: Distribution) => Partial<Distribution>): PriorChange =>
  (built) => ({
    posterior: (h) => {
      const q = built.posterior(h);
      return { ...q, ...tidied(change(q)) };
    },
  });

const priorMutants = (name: string, prior: Prior): Mutant[] =>
  mutantsOf<PriorChange>(`prior, ${name}`, changedPrior(prior))(
    () => ({}),
    [
      [
        "wrong shape",
        "an entropy without rows",
        posterior((q) => ({ entropy: () => sum(q.entropy?.() as Tensor) as never })),
      ],
      [
        "wrong shape",
        "one posterior for all features",
        (built) => ({ posterior: (h) => built.posterior(slice(h, [0, 0], [1, -1])) }),
      ],
      [
        "wrong sign",
        "−KL to the prior",
        posterior((q) => ({ klTo: (p) => neg(q.klTo?.(p) as Tensor) })),
      ],
      [
        "biased sampler",
        "samples of features of twice the size",
        (built) => ({
          posterior: (h) => {
            const other = tidy(() => mul(h, 2) as Tensor2D);
            return {
              ...built.posterior(h),
              sample: (rng, n) => tidy(() => built.posterior(other).sample(rng, n)),
            };
          },
        }),
      ],
      [
        "dropped term",
        "half of the KL",
        posterior((q) => ({ klTo: (p) => mul(0.5, q.klTo?.(p) as Tensor) })),
      ],
      [
        "dropped term",
        "features that are not read",
        (built) => ({ posterior: (h) => built.posterior(mul(h, 0) as Tensor2D) }),
      ],
      [
        "wrong normaliser",
        "log q + 0.3",
        posterior((q) => ({ logProb: (z) => add(q.logProb(z), -0.3) as Tensor1D })),
      ],
    ],
  );

type FlowChange = (built: BuiltFlow) => Partial<BuiltFlow>;

const changedFlow = (flow: Flow) => (change: FlowChange) =>
  flowLaws({
    flow: {
      ...flow,
      build: (scope, sizes) => {
        const built = flow.build(scope, sizes);
        return { ...built, ...change(built) };
      },
    },
  });

/** The log-determinant of the forward map changed. */
const logDet =
  (change: (logDet_B: Tensor1D) => Tensor): FlowChange =>
  ({ forward }) => ({
    forward: (z, h) =>
      tidy(() => {
        const out = forward(z, h);
        return { z_BZ: out.z_BZ, logDet_B: change(out.logDet_B) as Tensor1D };
      }),
  });

const flowMutants = (name: string, flow: Flow): Mutant[] =>
  mutantsOf<FlowChange>(`flow, ${name}`, changedFlow(flow))(
    () => ({}),
    [
      ["wrong shape", "a log-determinant as a column", logDet((x) => reshape(x, [-1, 1]))],
      [
        "wrong shape",
        "an inverse whose log-determinant is a column",
        ({ inverse }) => ({
          inverse: (z, h) =>
            tidy(() => {
              const out = inverse?.(z, h) as ReturnType<BuiltFlow["forward"]>;
              return { z_BZ: out.z_BZ, logDet_B: reshape(out.logDet_B, [-1, 1]) as never };
            }),
        }),
      ],
      ["wrong sign", "−log|det J|", logDet((x) => neg(x))],
      ["dropped term", "no log-determinant", logDet((x) => mul(x, 0))],
      ["wrong normaliser", "log|det J| + 0.1", logDet((x) => add(x, 0.1))],
      [
        "wrong row",
        "codes that move by those of the batch",
        ({ forward }) => ({
          forward: (z, h) =>
            tidy(() => {
              const out = forward(z, h);
              return { ...out, z_BZ: add(out.z_BZ, mul(0.1, sum(z, 0, true))) as Tensor2D };
            }),
        }),
      ],
    ],
  );

type DivergenceChange = (value: DivergenceValue, bound: boolean) => Partial<DivergenceValue>;

const changedDivergence =
  (divergence: Divergence, wraps?: Divergence) => (change: DivergenceChange) =>
    divergenceLaws({
      ...(wraps && { wraps }),
      divergence: {
        ...divergence,
        between: (...given) => {
          let made = {} as DivergenceValue;
          const tensors = tidy(() => {
            const { estimator, ...value } = divergence.between(...given);
            made = { estimator } as DivergenceValue;
            return { ...value, ...change({ estimator, ...value }, divergence.bound) } as never;
          });
          return { ...made, ...(tensors as DivergenceValue) };
        },
      },
    });

const scaledBy =
  (factor: number): DivergenceChange =>
  ({ value, perExample_B, perDimension_BZ }) => ({
    value: mul(value, factor),
    ...(perExample_B && { perExample_B: mul(perExample_B, factor) as Tensor1D }),
    ...(perDimension_BZ && { perDimension_BZ: mul(perDimension_BZ, factor) as Tensor2D }),
  });

const boundFaults: readonly (readonly [Fault, string, DivergenceChange])[] = [
  ["wrong normaliser", "half of a bound, parts and all", scaledBy(0.5)],
  ["dropped term", "a bound less 0.3", ({ value }) => ({ value: sub(value, 0.3) as never })],
  [
    "wrong shape",
    "parts as a column",
    ({ perExample_B }) => ({
      perExample_B: reshape(perExample_B as Tensor, [-1, 1]) as never,
    }),
  ],
];

const divergenceMutants = (name: string, divergence: Divergence, wraps?: Divergence): Mutant[] =>
  mutantsOf<DivergenceChange>(`divergence, ${name}`, changedDivergence(divergence, wraps))(
    () => ({}),
    [
      [
        "wrong shape",
        "a value with a row",
        ({ value }) => ({ value: reshape(value, [1]) as never }),
      ],
      ["wrong sign", "−D", scaledBy(-1)],
      ["dropped term", "nothing at all", scaledBy(0)],
      [
        "wrong normaliser",
        "D + 0.3",
        ({ value, perExample_B }) => ({
          value: add(value, 0.3) as never,
          ...(perExample_B && { perExample_B: add(perExample_B, 0.3) as Tensor1D }),
        }),
      ],
      ...(divergence.bound ? boundFaults : []),
    ],
  );

export const latents: readonly Mutant[] = [
  ...priorMutants("gaussian", gaussian({ size: 3 })),
  ...priorMutants("vmf", vmf({ size: 4, kappa: 20 })),
  ...flowMutants("planar", planar({ layers: 2 })),
  ...flowMutants("inverse metric", inverseMetric({ centres: [[0.2, -0.4, 0.9]] })),
  ...divergenceMutants("kl", kl()),
  ...divergenceMutants("weighted", weighted({ weight: 1 }), kl()),
  ...divergenceMutants("free bits", freeBits({ target: 0.01, per: "total" }), kl()),
  ...divergenceMutants("mmd", mmd()),
];
