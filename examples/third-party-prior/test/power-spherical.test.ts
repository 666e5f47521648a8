import { div, norm, type Tensor, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { testDistribution, testPrior } from "@textvae/testing";
import { expect, test } from "vitest";
import { powerSpherical, powerSphericalDistribution } from "../src/index.ts";

await cpu().start();

testPrior({ prior: powerSpherical({ size: 5, kappa: 10 }) });

const onSphere = (mean_BZ: Tensor, kappa: number) =>
  powerSphericalDistribution({
    mean_BZ: div(mean_BZ, norm(mean_BZ, 2, 1, true)) as Tensor2D,
    kappa,
  });

testDistribution({
  parameters: {
    mean: [
      [1, 2, -0.5],
      [-0.3, 0.1, 0.8],
    ],
  },
  make: ({ mean }) => onSphere(mean, 7),
  against: [() => onSphere(tensor2d([[1, 0, 0]]), 0)], // the uniform law
});

test("KL from the uniform law, and none in closed form from another", async () => {
  const q = (m: number, kappa: number) =>
    powerSphericalDistribution({ mean_BZ: tensor2d([Array(m).fill(1 / Math.sqrt(m))]), kappa });
  /* NumPy 2, trapezoid rule in θ = arccos w on 4 million points:
   *   u = (m - 2) * log(sin t); f = k * (log(2) + 2 * log(cos(t / 2)))
   *   p = exp(u + f - lse(u + f)); kl = sum(p * f) - (lse(u + f) - lse(u)) */
  for (const [m, kappa, kl] of [
    [3, 10, 1.4888043637],
    [50, 80, 12.0639238568],
    [768, 1000, 148.204173416],
  ] as const) {
    const value = (await q(m, kappa).klTo?.(q(m, 0))?.data())?.[0];
    expect(value).toBeCloseTo(kl, 4);
  }
  expect(q(3, 1).klTo?.(q(3, 2))).toBeUndefined();
});

test("wrong options are refused", () => {
  expect(() => powerSpherical({ size: 5, kappa: -1 })).toThrow("power-spherical.kappa");
});
