import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  exp,
  fill,
  matMul,
  setBackend,
  sigmoid,
  type Tensor2D,
  tensor2d,
  tile,
} from "@tensorflow/tfjs-core";
import type { Initializer, Prior } from "@textvae/core";
import { normalInitializer, priorNetwork } from "@textvae/layers";
import { priorLaws, referenceNormal, testPrior } from "@textvae/testing";
import { expect, test } from "vitest";
import { failuresOf } from "./failures.ts";

await setBackend("cpu");

/** q = N(hW, σ²) with σ a function of hV, p = N(0, I). */
const normalPrior = ({
  scale = sigmoid,
  initializer = normalInitializer(0.3),
  declared = {},
  extra = false,
}: {
  readonly scale?: (x: Tensor2D) => Tensor2D;
  readonly initializer?: Initializer;
  readonly declared?: Partial<Prior>;
  readonly extra?: boolean;
} = {}): Prior => ({
  size: 2,
  support: "euclidean",
  gradient: "pathwise",
  build: (scope, { features }) => {
    const mean = scope.variable("mean", [features, 2], initializer) as Tensor2D;
    const std = scope.variable("std", [features, 2], initializer) as Tensor2D;
    if (extra) scope.variable("unused", [1], initializer);
    return {
      posterior: (h_BH) =>
        referenceNormal({
          mean_BZ: matMul(h_BH, mean),
          std_BZ: add(scale(matMul(h_BH, std)), 0.01),
        }),
      prior: () => referenceNormal({ mean_BZ: tensor2d([[0, 0]]), std_BZ: tensor2d([[1, 1]]) }),
    };
  },
  ...declared,
});

testPrior({ prior: normalPrior() });
testPrior({ prior: priorNetwork(normalPrior(), { hidden: [5] }), condition: 4 });

const broken = (options: Parameters<typeof normalPrior>[0]) =>
  failuresOf(priorLaws({ prior: normalPrior(options) }));

test("a scale that overflows is found", async () => {
  expect(await broken({ scale: exp })).toEqual([
    "samples and divergence are finite at features of 0 and ±1000",
  ]);
});

test("a parameter that nothing depends on is found", async () => {
  expect(await broken({ extra: true })).toEqual([
    "every parameter gets a finite gradient that is not zero",
  ]);
});

test("parameters that do not come from the scope's stream are found", async () => {
  let calls = 0;
  const initializer: Initializer = (shape) => fill([...shape], 0.1 * calls++);
  expect(await broken({ initializer })).toContain("the same seed gives the same parameters");
});

test("a declaration that is not what is built is found", async () => {
  for (const declared of [{ support: "sphere" }, { gradient: "none" }, { size: 3 }] as const) {
    expect(await broken({ declared })).toContain(
      "posterior and prior have the declared shape, support and gradient",
    );
  }
});

test("a path that does not start at its code is found", async () => {
  expect(await broken({ declared: { interpolate: (a) => a.map(() => 0) } })).toEqual([
    "a path starts and ends at its codes",
  ]);
});

test("a p(z|c) that does not listen to c is found", async () => {
  const family = normalPrior();
  const deaf: Prior = {
    ...family,
    build: (scope, sizes) => ({
      ...family.build(scope, sizes),
      prior: (c_BC) => {
        const rows = c_BC?.shape[0] ?? 1;
        const row = (value: number) => tile(tensor2d([[value, value]]), [rows, 1]) as Tensor2D;
        return referenceNormal({ mean_BZ: row(0), std_BZ: row(1) });
      },
    }),
  };
  expect(await failuresOf(priorLaws({ prior: deaf, condition: 4 }))).toEqual([
    "the condition changes p(z|c)",
  ]);
});

test("a closed-form KL that forgets the condition is found", async () => {
  const family = priorNetwork(normalPrior(), { hidden: [] });
  const wrong: Prior = {
    ...family,
    build: (scope, sizes) => {
      const built = family.build(scope, sizes);
      return {
        ...built,
        posterior: (h_BH) => ({
          ...built.posterior(h_BH),
          klTo: () => fill([h_BH.shape[0]], 0.1) as never,
        }),
      };
    },
  };
  expect(await failuresOf(priorLaws({ prior: wrong, condition: 4 }))).toContain(
    "a closed-form KL to p(z|c) is E[log q(z) − log p(z|c)]",
  );
});
