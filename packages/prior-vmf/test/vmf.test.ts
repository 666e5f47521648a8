import {
  grad,
  mul,
  sub,
  sum,
  type Tensor2D,
  tensor1d,
  tensor2d,
  unstack,
  variableGrads,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng, createScope } from "@textvae/core";
import { priorNetwork } from "@textvae/layers";
import { testDistribution, testPrior } from "@textvae/testing";
import { describe, expect, test } from "vitest";
import {
  interpolate,
  klToUniform,
  normalise,
  type VmfOptions,
  type VonMisesFisher,
  vmf,
  vonMisesFisher,
} from "../src/index.ts";
import { circle, numbers, relative } from "./support.ts";

await cpu().start();

const column = (x_B1: Tensor2D) => unstack(x_B1, 1)[0] as never;

describe("κ as a number, m = 3", () => {
  testDistribution({
    parameters: {
      mean: [
        [1, 2, -0.5],
        [-0.3, 0.1, 0.8],
      ],
    },
    make: ({ mean }) => vonMisesFisher({ mean_BZ: normalise(mean), kappa: 5 }),
    against: [
      () => vonMisesFisher({ mean_BZ: tensor2d([[1, 0, 0]]), kappa: 0 }),
      () => vonMisesFisher({ mean_BZ: normalise(tensor2d([[1, 1, 1]])), kappa: 2 }),
    ],
  });
});

describe.each([2, 4])("κ as a tensor, m = %d", (m) => {
  const mean = [[1, 2, -0.5, 0.7].slice(0, m), [-0.3, 0.1, 0.8, 1].slice(0, m)];
  testDistribution({
    parameters: { mean, kappa: [[1.5], [12]] },
    make: ({ mean, kappa }) => vonMisesFisher({ mean_BZ: normalise(mean), kappa: column(kappa) }),
    against: [
      () => vonMisesFisher({ mean_BZ: normalise(tensor2d([mean[1] as number[]])), kappa: 3 }),
      () =>
        vonMisesFisher({
          mean_BZ: normalise(tensor2d([mean[0] as number[]])),
          kappa: tensor1d([7]),
        }),
    ],
  });
});

describe("fixed κ", () => testPrior({ prior: vmf({ size: 5, kappa: 20, normPenalty: 0.1 }) }));
describe("learned κ", () => testPrior({ prior: vmf({ size: 5, kappa: { kind: "learned" } }) }));
describe("prior network, fixed κ", () =>
  testPrior({ prior: priorNetwork(vmf({ size: 5, kappa: 20 }), { hidden: [6] }), condition: 4 }));
describe("prior network, learned κ", () => {
  const prior = priorNetwork(vmf({ size: 5, kappa: { kind: "learned" } }), { hidden: [6] });
  testPrior({ prior, condition: 4 });
});
describe("κ = 0", () => testPrior({ prior: vmf({ size: 2, kappa: 0 }) }));

const sizes = { features: 4 } as never;
const posterior = (
  options: VmfOptions,
  features = [
    [1, -1, 2, 0.5],
    [0, 0, 0, 0],
  ],
) => {
  const built = vmf(options).build(createScope(createRng(1)), sizes);
  return { q: built.posterior(tensor2d(features)), p: built.prior() };
};

test("a fixed κ charges every text the same KL", async () => {
  const { q, p } = posterior({ size: 50, kappa: 80 });
  for (const kl of await numbers(q.klTo?.(p) as never)) {
    expect(relative(kl, klToUniform(50, 80))).toBeLessThan(1e-6);
  }
});

test("the KL of the paper's code is that of dimension m + 2", async () => {
  // Its cost sheet: (m, κ) = (100, 100) 24.0605, (100, 200) 47.2658, (200, 100) 18.7456.
  const sheet = [
    [100, 100, 24.0605],
    [100, 200, 47.2658],
    [200, 100, 18.7456],
  ] as const;
  for (const [size, kappa, kl] of sheet) {
    const { q, p } = posterior({ size, kappa, kl: "guu" });
    for (const value of await numbers(q.klTo?.(p) as never)) expect(value).toBeCloseTo(kl, 3);
  }
});

test("the KL of the paper's code is one to the uniform law only", () => {
  const { q } = posterior({ size: 5, kappa: 20, kl: "guu" });
  const other = posterior({ size: 5, kappa: 20 }).q;
  expect(q.klTo?.(other)).toBeUndefined();
  expect(q.crossEntropyTo).toBeUndefined();
});

test("a p(z) of its own begins nearly uniform, and learns its direction and its κ", async () => {
  const scope = createScope(createRng(1));
  const learned = vmf({ size: 3, kappa: 20 }).learned?.(scope) as () => VonMisesFisher;
  const parameters = [...scope.parameters.keys()];
  expect(parameters).toEqual(["direction", "logKappa"]);
  const q = vonMisesFisher({ mean_BZ: normalise(tensor2d([[1, 2, -2]])), kappa: 20 });
  const kl = () => sum(q.klTo(learned()) as never) as never;
  const [before] = await numbers(kl());
  expect(Math.abs((before as number) - klToUniform(3, 20))).toBeLessThan(1);
  for (let step = 0; step < 300; step++) {
    const { grads } = variableGrads(kl);
    for (const parameter of scope.parameters.values()) {
      parameter.assign(sub(parameter, mul(0.3, grads[parameter.name] as never)));
    }
  }
  const [after] = await numbers(kl());
  expect(after).toBeLessThan(0.01);
  expect(after).toBeGreaterThan(-1e-5);
  scope.dispose();
});

test("a learned κ starts at its first value and stays within its bounds", async () => {
  const kappa = { kind: "learned", initial: 30, min: 10, max: 100 } as const;
  const { q, p } = posterior({ size: 20, kappa });
  expect(q.gradient).toBe("implicit");
  for (const kl of await numbers(q.klTo?.(p) as never)) {
    expect(relative(kl, klToUniform(20, 30))).toBeLessThan(1e-5);
  }
});

test("the penalty is that of the raw length, with a finite gradient at 0", async () => {
  const built = vmf({ size: 3, normPenalty: 0.5 }).build(createScope(createRng(1)), sizes);
  const penalty = (h: Tensor2D) =>
    sum(built.posterior(h).penalty?.(tensor2d([[1, 0, 0]])) as never);
  expect(
    (await numbers(grad(penalty as never)(tensor2d([[0, 0, 0, 0]])))).every(Number.isFinite),
  ).toBe(true);
  expect(posterior({ size: 3 }).q.penalty).toBeUndefined();

  const scope = createScope(createRng(1));
  const zero = vmf({ size: 3, normPenalty: 0.5 }).build(scope, sizes);
  for (const parameter of scope.parameters.values()) parameter.assign(zerosLike(parameter));
  const q = zero.posterior(tensor2d([[1, 1, 1, 1]]));
  const [value] = await numbers(q.penalty?.(tensor2d([[1, 0, 0]])) as never);
  expect(value).toBeCloseTo(0.5);
});

test.each([
  [{ size: 1 }, "vmf.size"],
  [{ size: 5, kappa: -1 }, "vmf.kappa"],
  [{ size: 5, kappa: Number.NaN }, "vmf.kappa"],
  [{ size: 5, kappa: { kind: "learned", initial: 5, min: 6 } }, "vmf.kappa"],
  [{ size: 5, kl: "davidson" }, "vmf.kl"],
])("wrong options are refused: %o", (options, where) => {
  expect(() => vmf(options as never)).toThrow(expect.objectContaining({ code: "OPTION", where }));
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("vonMisesFisher refuses κ = %d", (kappa) => {
  expect(() => vonMisesFisher({ mean_BZ: circle(0), kappa })).toThrow(
    expect.objectContaining({ code: "OPTION" }),
  );
});

describe("interpolate", () => {
  test("halves and thirds of an arc", () => {
    const [a, b] = [
      [1, 0],
      [0, 1],
    ];
    const third = interpolate(a as number[], b as number[], 1 / 3);
    expect(third[0]).toBeCloseTo(Math.cos(Math.PI / 6));
    expect(third[1]).toBeCloseTo(Math.sin(Math.PI / 6));
  });

  test("codes that are no lists of equally many numbers are refused", () => {
    const refused = expect.objectContaining({ code: "SHAPE" });
    for (const other of [tensor2d([[0, 1]]), [1, 0, 0], [Number.NaN, 1], undefined]) {
      expect(() => vmf({ size: 2 }).interpolate?.(other as never, [1, 0], 0.5)).toThrow(refused);
      expect(() => interpolate([1, 0], other as never, 0.5)).toThrow(refused);
    }
  });

  test("equal and opposite points", () => {
    for (const a of [
      [1, 0, 0],
      [Math.SQRT1_2, Math.SQRT1_2],
      [0.6, -0.8],
    ]) {
      const opposite = a.map((x) => -x);
      for (const t of [0, 0.25, 0.5, 1]) {
        expect(Math.hypot(...interpolate(a, opposite, t))).toBeCloseTo(1, 12);
        interpolate(a, a, t).forEach((x, i) => void expect(x).toBeCloseTo(a[i] as number, 12));
      }
      interpolate(a, opposite, 1).forEach(
        (x, i) => void expect(x).toBeCloseTo(-(a[i] as number), 12),
      );
      const middle = interpolate(a, opposite, 0.5);
      expect(middle.reduce((total, x, i) => total + x * (a[i] as number), 0)).toBeCloseTo(0, 12);
    }
  });
});
