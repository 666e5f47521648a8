import {
  grad,
  matMul,
  mul,
  slice,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tile,
} from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng } from "@textvae/core";
import { besselRatio, besselRatioDerivative } from "@textvae/ops";
import { describe, expect, test } from "vitest";
import { angleSlope } from "../src/angle-slope.ts";
import { normalise, vonMisesFisher } from "../src/index.ts";
import { directions, means, numbers, repeated, zScore } from "./support.ts";

await cpu().start();

const LIMIT = 5;
const ROWS = 4000;

describe.each([
  [2, 0.5],
  [2, 5],
  [3, 1],
  [3, 50],
  [5, 3],
  [10, 20],
  [50, 35],
  [200, 20],
  [768, 1000],
] as const)("to κ: m = %d, κ = %d", (m, kappa) => {
  const rows = m > 100 ? 400 : ROWS;
  const a = besselRatio(m, kappa);
  const slope = besselRatioDerivative(m, kappa);
  const gradientOf = (power: 1 | 2) => {
    const axis_1Z = tensor2d([Array.from({ length: m }, (_, i) => (i === 0 ? 1 : 0))]);
    const loss = (kappas: Tensor1D) => {
      const q = vonMisesFisher({ mean_BZ: tile(axis_1Z, [rows, 1]), kappa: kappas });
      const w_N1 = slice(q.sample(createRng(7)), [0, 0], [rows, 1]);
      return sum(power === 1 ? w_N1 : mul(w_N1, w_N1));
    };
    return numbers(grad(loss as never)(repeated(kappa, rows)));
  };

  test("∂E[w]/∂κ = A′", async () => {
    expect(Math.abs(zScore(await gradientOf(1), slope))).toBeLessThan(LIMIT);
  });

  test("∂E[w²]/∂κ", async () => {
    // E[w²] = 1 − (m−1)A/κ
    const expected = ((m - 1) * (a / kappa - slope)) / kappa;
    expect(Math.abs(zScore(await gradientOf(2), expected))).toBeLessThan(LIMIT);
  });
});

test.each([0.01, 1, 10, 300])(
  "∂θ/∂κ at m = 3 is that of the closed form: κ = %d",
  async (kappa) => {
    // w = 1 + ln(u + (1−u)e^{−2κ})/κ
    const quantile = (u: number, k: number) => 1 + Math.log(u + (1 - u) * Math.exp(-2 * k)) / k;
    const u = [0.001, 0.1, 0.5, 0.9, 0.999];
    const h = 1e-4 * kappa;
    const want = u.map((p) => {
      const w = quantile(p, kappa);
      const slope = (quantile(p, kappa + h) - quantile(p, kappa - h)) / (2 * h);
      return -slope / Math.sqrt((1 - w) * (1 + w));
    });
    const angle = tensor1d(u.map((p) => Math.acos(quantile(p, kappa))));
    const got = await numbers(angleSlope(3, repeated(kappa, u.length), angle));
    for (const [i, value] of got.entries()) {
      expect(Math.abs(value / (want[i] as number) - 1)).toBeLessThan(1e-4);
    }
  },
);

test("∂θ/∂κ is finite at the poles", async () => {
  const angle = tensor1d([1e-7, 1e-4, Math.PI - 1e-4, Math.PI - 1e-6, Math.PI]);
  for (const m of [2, 3, 50]) {
    for (const kappa of [1e-3, 1, 1e4]) {
      const slopes = await numbers(angleSlope(m, repeated(kappa, 5), angle));
      expect(slopes.every(Number.isFinite)).toBe(true);
    }
  }
});

test.each([
  [2, 3],
  [3, 3],
  [10, 30],
] as const)("to μ: ∂E[cᵀz] = A (c − (cᵀμ)μ)/‖x‖, m = %d, κ = %d", async (m, kappa) => {
  const length = 2.5;
  const c = Array.from({ length: m }, (_, i) => Math.cos(3 * i + 1));
  const loss = (x_NZ: Tensor2D) => {
    const q = vonMisesFisher({ mean_BZ: normalise(x_NZ), kappa });
    return sum(matMul(q.sample(createRng(8)), tensor2d([c]), false, true));
  };
  const gradient = await numbers(grad(loss as never)(mul(means(m, ROWS), length)));
  const [mean] = directions(m, 1) as [number[]];
  const along = c.reduce((total, value, i) => total + value * (mean[i] as number), 0);
  for (let i = 0; i < m; i++) {
    const column = Array.from({ length: ROWS }, (_, row) => gradient[row * m + i] as number);
    const tangential = (c[i] as number) - along * (mean[i] as number);
    expect(Math.abs(zScore(column, (besselRatio(m, kappa) * tangential) / length))).toBeLessThan(
      LIMIT,
    );
  }
});

test("normalise has a finite gradient at 0 and the exact one elsewhere", async () => {
  const x = tensor2d([
    [0, 0, 0],
    [3, 0, 4],
  ]);
  expect(await numbers(normalise(x))).toEqual([
    1,
    0,
    0,
    expect.closeTo(0.6),
    0,
    expect.closeTo(0.8),
  ]);
  const slope = await numbers(grad((t) => sum(slice(normalise(t as Tensor2D), [0, 0], [2, 1])))(x));
  expect(slope.slice(0, 3)).toEqual([0, 0, 0]);
  // The first row of (I − μμᵀ)/‖x‖
  const exact = [(1 - 0.36) / 5, 0, -0.48 / 5];
  for (const [i, value] of exact.entries()) expect(slope[3 + i]).toBeCloseTo(value, 6);
});

test("a direction of any length is a unit vector, with the gradient of one", async () => {
  // [3, 4] scaled by s has the direction [0.6, 0.8] and the gradient (I − yyᵀ)/5s.
  for (const scale of [1e-37, 1e-30, 1e-19, 1, 1e18, 1e19, 1e30, 6e37]) {
    const x = tensor2d([[3 * scale, 4 * scale]]);
    const [first, second] = await numbers(normalise(x));
    expect(first).toBeCloseTo(0.6, 6);
    expect(second).toBeCloseTo(0.8, 6);
    const weights = tensor2d([[scale, 0]]);
    const slope = await numbers(grad((t) => sum(mul(normalise(t as Tensor2D), weights)))(x));
    expect(slope[0]).toBeCloseTo(0.64 / 5, 6);
    expect(slope[1]).toBeCloseTo(-0.48 / 5, 6);
  }
  expect(await numbers(normalise(tensor2d([[3e38, 3e38, 3e38, 3e38]])))).toEqual([
    0.5, 0.5, 0.5, 0.5,
  ]);
  expect((await numbers(normalise(tensor2d([[Number.NaN, 0]])))).some(Number.isNaN)).toBe(true);
  expect(await numbers(normalise(tensor2d([[-7]])))).toEqual([-1]);
});
