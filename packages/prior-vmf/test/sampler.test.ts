import { matMul, mul, sub, sum } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng } from "@textvae/core";
import { besselRatio, besselRatioDerivative } from "@textvae/ops";
import { describe, expect, test } from "vitest";
import { angles } from "../src/angle.ts";
import { vonMisesFisher } from "../src/index.ts";
import { propose } from "../src/proposal.ts";
import { estimate, means, numbers, repeated, zScore } from "./support.ts";

await cpu().start();

// |z| > 5 happens by chance once in 1.7 million comparisons; all seeds are fixed.
const LIMIT = 5;

const moments: [m: number, kappa: number][] = [
  [2, 0.1],
  [2, 5],
  [2, 1e5],
  [3, 1],
  [3, 10],
  [5, 100],
  [10, 5],
  [25, 100],
  [32, 13],
  [50, 35],
  [50, 80],
  [100, 15],
  [100, 200],
  [200, 20],
  [200, 50],
  [512, 500],
  [768, 1],
  [768, 1000],
  [10_000, 1e6],
];

describe.each(moments)("m = %d, κ = %d", (m, kappa) => {
  const samplers = {
    "one κ, on the host": () => angles(m, kappa, 20_000, createRng(1)),
    "a tensor κ": () => angles(m, repeated(kappa, 3000), 3000, createRng(2)),
  };
  test.each(Object.entries(samplers))("E[μᵀz] = A and Var[μᵀz] = A′: %s", async (_, draw) => {
    // 1 − μᵀz, because μᵀz itself rounds to 1 where κ is large.
    const versines = (await numbers(draw())).map((angle) => 2 * Math.sin(angle / 2) ** 2);
    expect(Math.abs(zScore(versines, 1 - besselRatio(m, kappa)))).toBeLessThan(LIMIT);
    const { mean } = estimate(versines);
    const squares = versines.map((v) => (v - mean) ** 2);
    expect(Math.abs(zScore(squares, besselRatioDerivative(m, kappa)))).toBeLessThan(LIMIT);
  });
});

test.each([
  [2, 5],
  [3, 0.5],
  [5, 100],
  [50, 35],
  [200, 20],
] as const)("the law of θ passes a Kolmogorov–Smirnov test: m = %d, κ = %d", async (m, kappa) => {
  const count = 10_000;
  const cdf = cumulative(m, kappa);
  for (const drawn of [
    angles(m, kappa, count, createRng(3)),
    angles(m, repeated(kappa, count), count, createRng(4)),
  ]) {
    const sorted = (await numbers(drawn)).sort((a, b) => a - b);
    const distance = Math.max(...sorted.map((angle, i) => Math.abs(cdf(angle) - i / count)));
    // P(√n D > 2.75) = 5e-7
    expect(Math.sqrt(count) * distance).toBeLessThan(2.75);
  }
});

/** The cumulative distribution of θ, density ∝ sin^{m−2}θ e^{κ cos θ}, by the midpoint rule. */
const cumulative = (m: number, kappa: number): ((angle: number) => number) => {
  const cells = 100_000;
  const width = Math.PI / cells;
  const log = Float64Array.from({ length: cells }, (_, i) => {
    const angle = (i + 0.5) * width;
    return (m - 2) * Math.log(Math.sin(angle)) + kappa * Math.cos(angle);
  });
  const top = log.reduce((a, b) => Math.max(a, b));
  let total = 0;
  const sums = log.map((value) => (total += Math.exp(value - top)));
  return (angle) => (sums[Math.min(cells - 1, Math.round(angle / width) - 1)] ?? 0) / total;
};

test("28 proposals leave fewer than one row in 1e12 without an accepted one", () => {
  // The circle at large κ accepts least, 0.6577 in the limit.
  for (const [m, kappa] of [
    [2, 1e6],
    [3, 1e6],
    [50, 1e6],
  ] as const) {
    const d = m - 1;
    const x0 = (2 * kappa) / (d + Math.hypot(d, 2 * kappa));
    const { cosine, logUniform } = propose(m, 20_000, createRng(5));
    const accepted = cosine.map((t, i) => {
      const y = x0 * t;
      return d * (y / (1 + y) - Math.log1p(y)) >= (logUniform[i] as number) ? 1 : 0;
    });
    const { mean, error } = estimate(accepted);
    expect((1 - mean + 5 * error) ** 28).toBeLessThan(1e-12);
  }
});

describe.each([
  [2, 1],
  [3, 1000],
  [5, 0],
  [50, 80],
] as const)("points, m = %d, κ = %d", (m, kappa) => {
  const rows = 4000;
  const points = () => vonMisesFisher({ mean_BZ: means(m, 1), kappa }).sample(createRng(6), rows);

  test("have length 1", async () => {
    const z = points();
    for (const square of await numbers(sum(mul(z, z), 1))) expect(square).toBeCloseTo(1, 5);
  });

  test("are isotropic about μ", async () => {
    const z = points();
    const along = matMul(z, means(m, 1), false, true);
    const across = sub(z, mul(along, means(m, 1)));
    const values = await numbers(across);
    const mean = await numbers(means(m, 1));
    const versine = 1 - besselRatio(m, kappa);
    const square = 2 * versine - besselRatioDerivative(m, kappa) - versine ** 2;
    for (let i = 0; i < m; i++) {
      const column = Array.from({ length: rows }, (_, row) => values[row * m + i] as number);
      expect(Math.abs(zScore(column, 0))).toBeLessThan(LIMIT);
      // E[(1 − w²) vᵢ²] with vᵢ² averaging (1 − μᵢ²)/(m − 1)
      const expected = (square * (1 - (mean[i] as number) ** 2)) / (m - 1);
      expect(
        Math.abs(
          zScore(
            column.map((x) => x * x),
            expected,
          ),
        ),
      ).toBeLessThan(LIMIT);
    }
  });
});
