import {
  add,
  getGradient,
  getKernel,
  mean,
  mul,
  neg,
  registerGradient,
  registerKernel,
  reshape,
  type Tensor,
  type Tensor1D,
  tidy,
  unregisterGradient,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { elbo, type Gradients, type Objective, type Optimizer, type Terms } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { iwae } from "@textvae/objectives";
import { adam, sgd } from "@textvae/optimizers";
import { backendLaws, type Law, objectiveLaws, optimizerLaws } from "@textvae/testing/laws";
import { type Fault, type Mutant, mutantsOf } from "./mutant.ts";

type ObjectiveChange = (terms: Terms) => Partial<Terms>;

const objectiveMutants = (name: string, objective: Objective): Mutant[] =>
  mutantsOf<ObjectiveChange>(`objective, ${name}`, (change) =>
    objectiveLaws({
      objective: {
        ...objective,
        terms: (...given) => {
          const terms = objective.terms(...given);
          return { ...terms, ...change(terms) };
        },
      },
    }),
  )(
    () => ({}),
    [
      [
        "wrong shape",
        "a number for each item as a column",
        ({ nll_B }) => ({ nll_B: reshape(nll_B, [-1, 1]) as never }),
      ],
      ["wrong sign", "a loss that is walked up", ({ loss }) => ({ loss: neg(loss) })],
      [
        "wrong sign",
        "log p(x|z) for −log p(x|z)",
        ({ reconstruction_B }) => ({ reconstruction_B: neg(reconstruction_B) }),
      ],
      [
        "dropped term",
        "a loss without the divergence",
        ({ reconstruction_B }) => ({ loss: mean(reconstruction_B) }),
      ],
      [
        "dropped term",
        "a number without the divergence",
        ({ reconstruction_B }) => ({ nll_B: reconstruction_B }),
      ],
      [
        "wrong normaliser",
        "a sum over items",
        ({ loss, nll_B }) => ({ loss: mul(loss, nll_B.size) }),
      ],
      [
        "wrong normaliser",
        "nats per word",
        ({ nll_B }) => ({ nll_B: mul(nll_B, 0.25) as Tensor1D }),
      ],
    ],
  );

type OptimizerChange = (optimizer: Optimizer) => Partial<Optimizer>;

/** The changes of the parameters, changed. */
const updates =
  (change: (update: Tensor, name: string) => Tensor): OptimizerChange =>
  ({ update }) => ({
    update: (...given) => {
      const { updates, state } = update(...given);
      const changed: Gradients = new Map(
        [...updates].map(([name, x]) => {
          const made = tidy(() => change(x, name));
          x.dispose();
          return [name, made];
        }),
      );
      return { updates: changed, state };
    },
  });

const optimizerMutants = (
  name: string,
  optimizer: Optimizer,
  define: (gradients: readonly number[]) => number,
): Mutant[] =>
  mutantsOf<OptimizerChange>(`optimiser, ${name}`, (change) =>
    optimizerLaws({ optimizer: { ...optimizer, ...change(optimizer) }, define }),
  )(
    () => ({}),
    [
      ["wrong shape", "changes as a column", updates((x) => reshape(x, [-1, 1]))],
      ["wrong sign", "steps uphill", updates((x) => neg(x))],
      ["wrong normaliser", "steps of 0.9 of the size", updates((x) => mul(x, 0.9))],
      [
        "dropped term",
        "a parameter that stays",
        updates((x, key) => (key === "b" ? mul(x, 0) : x.clone())),
      ],
      ["wrong row", "a step that all share", updates((x) => add(mul(x, 0), mean(x)))],
      ["dropped term", "a move that is not made", () => ({ move: (_gradients, state) => state })],
      [
        "leak",
        "gradients that are kept",
        ({ update }) => ({
          update: (gradients, ...given) =>
            update(new Map([...gradients].map(([key, x]) => [key, x.clone()])), ...given),
        }),
      ],
    ],
  );

const RATE = 0.05;

const bySgd = (gradients: readonly number[]): number => -RATE * (gradients.at(-1) as number);

const byAdam = (gradients: readonly number[]): number => {
  let [m, v] = [0, 0];
  for (const g of gradients) [m, v] = [0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g];
  const t = gradients.length;
  return (-RATE * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
};

/** The laws of some operations, with a kernel or a gradient of the backend changed meanwhile. */
const whileChanged = (names: string, swap: () => () => void): readonly Law[] =>
  backendLaws()
    .filter(({ name }) => name.startsWith(names))
    .map(({ name, check }) => ({
      name,
      check: async () => {
        const restore = swap();
        try {
          await check();
        } finally {
          restore();
        }
      },
    }));

const kernel = (kernelName: string, change: (y: Tensor) => Tensor) => (): (() => void) => {
  const backendName = "cpu";
  const own = getKernel(kernelName, backendName);
  unregisterKernel(kernelName, backendName);
  registerKernel({
    ...own,
    kernelFunc: (given) => tidy(() => change(own.kernelFunc(given) as Tensor)),
  });
  return () => {
    unregisterKernel(kernelName, backendName);
    registerKernel(own);
  };
};

const gradient = (kernelName: string, change: (dx: Tensor) => Tensor) => (): (() => void) => {
  const own = getGradient(kernelName);
  unregisterGradient(kernelName);
  registerGradient({
    ...own,
    gradFunc: (...given) =>
      Object.fromEntries(
        Object.entries(own.gradFunc(...given)).map(([name, of]) => [name, () => change(of())]),
      ),
  });
  return () => {
    unregisterGradient(kernelName);
    registerGradient(own);
  };
};

/** The operation by which laws know it, its kernel, and how its results and gradients go wrong. */
const operations: readonly (readonly [laws: string, kernelName: string])[] = [
  ["klOfLogits", "TextvaeKlOfLogits"],
  ["entropyOfBits", "TextvaeEntropyOfBits"],
  ["exponentialExcess", "TextvaeExponentialExcess"],
  ["logSumExp of @textvae/ops", "TextvaeLogSumExp"],
];

const opMutants = operations.flatMap(([laws, kernelName]): Mutant[] => {
  const wrong = (fault: Fault, what: string, swap: () => () => void): Mutant => ({
    noun: `operation, ${kernelName.slice("Textvae".length)}`,
    fault,
    what,
    laws: () => whileChanged(laws, swap),
  });
  return [
    wrong("none", "as it is", () => () => {}),
    wrong("wrong sign", "−y", kernel(kernelName, neg)),
    wrong(
      "wrong normaliser",
      "1.01 y",
      kernel(kernelName, (y) => mul(y, 1.01)),
    ),
    wrong(
      "dropped term",
      "no value",
      kernel(kernelName, (y) => mul(y, 0)),
    ),
    wrong("wrong sign", "a gradient of the wrong sign", gradient(kernelName, neg)),
    wrong(
      "dropped term",
      "half of the gradient",
      gradient(kernelName, (dx) => mul(dx, 0.5)),
    ),
  ];
});

export const training: readonly Mutant[] = [
  ...objectiveMutants("elbo", elbo({ divergence: kl() })),
  ...objectiveMutants("iwae", iwae({ samples: 3 })),
  ...optimizerMutants("sgd", sgd({ learningRate: RATE }), bySgd),
  ...optimizerMutants("adam", adam({ learningRate: RATE }), byAdam),
  ...opMutants,
];
