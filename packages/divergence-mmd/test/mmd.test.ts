import "@tensorflow/tfjs-backend-cpu";
import {
  grads,
  ones,
  type Scalar,
  setBackend,
  type Tensor,
  type Tensor2D,
  tensor2d,
  zeros,
} from "@tensorflow/tfjs-core";
import { createRng, type Distribution } from "@textvae/core";
import { type MmdOptions, mmd } from "@textvae/divergence-mmd";
import { allNear, estimate, numbersOf, referenceNormal, Z_LIMIT, zScore } from "@textvae/testing";
import { expect, test } from "vitest";

await setBackend("cpu");

const ROWS = 4;
const SIZE = 3;
const CODES = Float64Array.from({ length: ROWS * SIZE }, (_, i) => Math.sin(1 + 1.7 * i));
const DRAWS = Float64Array.from({ length: ROWS * SIZE }, (_, i) => Math.cos(2 + 0.9 * i));

const matrix = (values: ArrayLike<number>): Tensor2D =>
  tensor2d(Float32Array.from(values), [values.length / SIZE, SIZE]);

const standard = (batch: number): Distribution =>
  referenceNormal({ mean_BZ: zeros([batch, SIZE]), std_BZ: ones([batch, SIZE]) });

/** The statistic of given codes against given draws of the prior. */
const between = (
  options: MmdOptions,
  z_BZ: Tensor2D,
  { draws = DRAWS, batch = ROWS, prior = 1 } = {},
): Scalar => {
  const p: Distribution = { ...standard(prior), sample: () => matrix(draws) };
  const context = { z_BZ, rng: createRng(1), step: 0 };
  return mmd(options).between(standard(batch), p, context).value;
};

const statisticOf = async (...given: Parameters<typeof between>): Promise<number> =>
  (await numbersOf(() => between(...given)))[0] as number;

/*
 * import numpy as np
 * i = np.arange(12); x = np.sin(1 + 1.7 * i).reshape(4, 3); y = np.cos(2 + 0.9 * i).reshape(4, 3)
 * def mmd(k, unbiased):
 *     n = len(x); same = lambda a: sum(k(((a[i] - a[j]) ** 2).sum()) for i in range(n) for j in range(n)
 *         if not unbiased or i != j) / (n * (n - 1) if unbiased else n * n)
 *     return same(x) + same(y) - 2 * sum(k(((p - q) ** 2).sum()) for p in x for q in y) / n**2
 * for v in (3, 0.7):
 *     c = 2 * v
 *     for k in (lambda d: np.exp(-d / c), lambda d: c / (c + d),
 *               lambda d: sum(s * c / (s * c + d) for s in (.1, .2, .5, 1, 2, 5, 10))):
 *         print(v, [round(mmd(k, u), 9) for u in (True, False)])
 */
test.each([
  ["gaussian", undefined, -0.134558021, 0.081325488],
  ["imq", undefined, -0.102235678, 0.075181549],
  ["imq-multiscale", undefined, -0.622452873, 0.76371071],
  ["gaussian", 0.7, -0.157723929, 0.261340197],
  ["imq", 0.7, -0.135352559, 0.200968985],
  ["imq-multiscale", 0.7, -0.727701641, 1.454358625],
] as const)("%s with σ² = %s is NumPy's double sum", async (kernel, bandwidth, u, v) => {
  const codes = () => matrix(CODES);
  expect(await statisticOf({ kernel, bandwidth, statistic: "u" }, codes())).toBeCloseTo(u, 5);
  expect(await statisticOf({ kernel, bandwidth, statistic: "v" }, codes())).toBeCloseTo(v, 5);
});

test.each(
  (["gaussian", "imq", "imq-multiscale"] as const).flatMap((kernel) =>
    (["u", "v"] as const).map((statistic) => ({ kernel, statistic })),
  ),
)("the gradient of %o is that of central differences", async (options) => {
  const gradient = await numbersOf(
    () => grads((z) => between(options, z as Tensor2D))([matrix(CODES)])[0] as Tensor,
  );
  const step = 1e-2;
  const expected = [];
  for (let i = 0; i < CODES.length; i++) {
    const moved = (by: number) => {
      const codes = CODES.map((value, j) => (j === i ? value + by : value));
      return statisticOf(options, matrix(codes));
    };
    expected.push(((await moved(step)) - (await moved(-step))) / (2 * step));
  }
  expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.01);
  allNear(gradient, expected, 2e-3, "∂MMD²/∂z");
});

test('"u" is zero on average between equal distributions; "v" is above it by its diagonal', async () => {
  const [u, v] = [new Float64Array(500), new Float64Array(500)];
  for (let i = 0; i < u.length; i++) {
    for (const [statistic, values] of [
      ["u", u],
      ["v", v],
    ] as const) {
      const rng = createRng(i);
      const [value] = await numbersOf(() => {
        const z_BZ = standard(8).sample(rng.stream("codes"));
        const context = { z_BZ, rng: rng.stream("draws"), step: 0 };
        return mmd({ kernel: "imq", statistic }).between(standard(8), standard(1), context).value;
      });
      values[i] = value as number;
    }
  }
  expect(Math.abs(zScore(estimate(u), 0))).toBeLessThan(Z_LIMIT);
  expect(u.some((value) => value < 0)).toBe(true);
  expect(v.every((value) => value >= 0)).toBe(true);
  expect(zScore(estimate(v), 0)).toBeGreaterThan(Z_LIMIT);
});

test("far codes are told from the prior, and nearer ones less so", async () => {
  const shifted = (by: number) =>
    statisticOf({ statistic: "v" }, matrix(DRAWS.map((value) => value + by)));
  expect(await shifted(0)).toBeCloseTo(0, 5);
  expect(await shifted(1)).toBeGreaterThan(0.1);
  expect(await shifted(3)).toBeGreaterThan(await shifted(1));
});

test("two samples of an item are no independent pair", async () => {
  const [a, b] = [
    [0, 0, 0],
    [1, 0, 0],
  ] as const;
  const codes = () => matrix([...a, ...b, ...a, ...b]);
  const items = await statisticOf({ kernel: "imq" }, codes(), { batch: 2 });
  const rows = await statisticOf({ kernel: "imq" }, codes(), { batch: 4 });
  // C = 6: k(a, b) = 6/7 and k(a, a) = 1, over eight pairs of items, or twelve of rows.
  expect(items - rows).toBeCloseTo(6 / 7 - (8 * (6 / 7) + 4) / 12, 5);
});

test("a conditional prior is drawn once per code", async () => {
  const seen: number[] = [];
  const p: Distribution = {
    ...standard(ROWS),
    sample: (_, n = 1) => {
      seen.push(n);
      return zeros([n * ROWS, SIZE]);
    },
  };
  const context = { z_BZ: matrix([...CODES, ...CODES]), rng: createRng(1), step: 0 };
  const [value] = await numbersOf(() => mmd().between(standard(ROWS), p, context).value);
  expect(seen).toEqual([2]);
  expect(Number.isFinite(value)).toBe(true);
});

test('a batch of one has no pairs for "u"', async () => {
  const one = (statistic: "u" | "v") =>
    statisticOf({ statistic }, matrix([1, 2, 3]), { batch: 1, draws: Float64Array.of(0, 1, 0) });
  await expect(one("u")).rejects.toMatchObject({ code: "SHAPE", where: "mmd.between" });
  expect(await one("v")).toBeGreaterThan(0);
});

test("it claims to be Monte Carlo, no bound, and nothing per example", () => {
  const divergence = mmd();
  const context = { z_BZ: matrix(CODES), rng: createRng(1), step: 0 };
  const result = divergence.between(standard(ROWS), standard(1), context);
  expect(divergence.bound).toBe(false);
  expect(Object.keys(result).sort()).toEqual(["estimator", "value"]);
  expect(result.estimator).toBe("Monte Carlo");
});

test("options out of range are refused", () => {
  for (const wrong of [{ bandwidth: 0 }, { kernel: "laplace" }, { statistic: "w" }]) {
    expect(() => mmd(wrong as never)).toThrowError(expect.objectContaining({ code: "OPTION" }));
  }
});

test("codes: what flows bent, or what they made of it", async () => {
  const doubled = matrix(CODES.map((x) => 2 * x));
  const q: Distribution = { ...standard(ROWS), unflowed: () => matrix(CODES) };
  const value = async (codes: "flowed" | "unflowed", of: Distribution, z: Tensor2D) => {
    const [number] = await numbersOf(
      () =>
        mmd({ codes }).between(of, standard(1), { z_BZ: z, rng: createRng(1), step: 0 })
          .value as never,
    );
    return number as number;
  };
  expect(await value("unflowed", q, doubled)).toBe(await value("flowed", q, matrix(CODES)));
  expect(await value("flowed", q, doubled)).not.toBe(await value("unflowed", q, doubled));
  expect(await value("unflowed", standard(ROWS), doubled)).toBe(await value("flowed", q, doubled));
});

test("rounding makes no distance negative, so that far codes and narrow kernels stay in range", async () => {
  const far = createRng(1)
    .normals(100 * SIZE)
    .map((x) => 1000 + 0.01 * x);
  for (const kernel of ["gaussian", "imq"] as const) {
    const options = { kernel, bandwidth: 1e-3, statistic: "v" } as const;
    const value = await statisticOf(options, matrix(far), { batch: 100 });
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThanOrEqual(2);
  }
});

test.each(["gaussian", "imq", "imq-multiscale"] as const)(
  "where codes and draws lie changes neither %s nor its gradient",
  async (kernel) => {
    const single = (values: ArrayLike<number>, at: number) =>
      Float64Array.from(values, (x) => Math.fround(Math.fround(x + 300) - 300) + at);
    const [codes, draws] = [single(CODES, 0), single(DRAWS, 0)];
    const options = { kernel, bandwidth: 1 } as const;
    const of = (at: number) => {
      const moved = single(DRAWS, at);
      const value = (z: Tensor) => between(options, z as Tensor2D, { draws: moved });
      return numbersOf(() => grads(value)([matrix(single(CODES, at))])[0] as Tensor);
    };
    allNear(await of(300), await of(0), 1e-5, "gradient 300 from the origin");
    const value = await statisticOf(options, matrix(codes), { draws });
    const far = await statisticOf(options, matrix(single(CODES, 300)), {
      draws: single(DRAWS, 300),
    });
    allNear([far], [value], 1e-5, "statistic 300 from the origin");
  },
);
