import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  div,
  exp,
  fill,
  log,
  mul,
  reshape,
  setBackend,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Distribution, Flow } from "@textvae/core";
import { normalInitializer } from "@textvae/layers";
import { distributionLaws, flowLaws, testDistribution, testFlow } from "@textvae/testing";
import { expect, test } from "vitest";
import { failuresOf } from "./failures.ts";

await setBackend("cpu");

const normalise = (x: Tensor): Tensor => div(x, sqrt(sum(square(x), -1, true)));

/**
 * von Mises–Fisher on the sphere in three dimensions, where all is closed form:
 * w = μᵀz = 1 + log(u + (1 − u)e^{−2κ})/κ, log C = log κ − log 2π − κ − log(1 − e^{−2κ}).
 */
const sphere = (mean_BZ: Tensor2D, kappa: number, sampled: number): Distribution => {
  const batch = mean_BZ.shape[0];
  const logC = Math.log(kappa / (2 * Math.PI)) - kappa - Math.log1p(-Math.exp(-2 * kappa));
  const resultant = 1 / Math.tanh(kappa) - 1 / kappa;
  return {
    eventShape: [3],
    batch,
    support: "sphere",
    gradient: "pathwise",
    sample: (rng, n = 1) =>
      tidy(() => {
        const cosines = Float64Array.from(rng.uniforms(n * batch), (u) => {
          const w = 1 + Math.log(u + (1 - u) * Math.exp(-2 * sampled)) / sampled;
          return Math.min(1, Math.max(-1, w));
        });
        const w = tensor(Float32Array.from(cosines), [n, batch, 1]);
        const noise = rng.normal([n, batch, 3]);
        const along = mul(sum(mul(noise, mean_BZ), 2, true), mean_BZ);
        const tangent = normalise(sub(noise, along));
        const z_SBZ = add(mul(w, mean_BZ), mul(sqrt(sub(1, square(w))), tangent));
        return reshape(z_SBZ, [n * batch, 3]) as Tensor2D;
      }),
    logProb: (z_BZ) =>
      tidy(() => {
        const cosine = sum(mul(reshape(z_BZ, [-1, batch, 3]), mean_BZ), 2);
        return reshape(add(mul(kappa, cosine), logC), [-1]) as Tensor1D;
      }),
    mean: () => tidy(() => mul(mean_BZ, 1) as Tensor2D),
    entropy: () => fill([batch], -logC - kappa * resultant) as Tensor1D,
  };
};

const subject = (
  sampled: number,
  change: (q: Distribution) => Partial<Distribution> = () => ({}),
) => ({
  parameters: {
    direction_BZ: [
      [1, 0.5, -0.2],
      [-0.3, 0.1, 2],
    ],
  },
  make: ({ direction_BZ }: { readonly direction_BZ: Tensor2D }): Distribution => {
    const q = sphere(normalise(direction_BZ) as Tensor2D, 4, sampled);
    return { ...q, ...change(q) };
  },
});

testDistribution(subject(4));

test("a sampler that concentrates less than its density is found", async () => {
  const failures = await failuresOf(distributionLaws(subject(3.5)));
  expect(failures).toContain("H[q] = −E[log q(z)]");
  expect(failures).toContain("the gradient through samples is that of E[f(z)], row 0");
});

test("a density with another dimension's constant is found", async () => {
  const failures = await failuresOf(
    distributionLaws(
      subject(4, (q) => ({
        logProb: (z_BZ) => tidy(() => add(q.logProb(z_BZ), Math.log(2)) as Tensor1D),
      })),
    ),
  );
  expect(failures).toContain("the density integrates to one");
});

test("a mean that points elsewhere is found", async () => {
  const failures = await failuresOf(
    distributionLaws(
      subject(4, (q) => ({
        mean: () => tidy(() => normalise(add(q.mean?.() as Tensor, 0.1)) as Tensor2D),
      })),
    ),
  );
  expect(failures).toEqual(["the sample mean agrees with mean()"]);
});

/** z′ = Az/‖Az‖ with A = diag eˢ: log|det J| on the sphere is Σ s − m log‖Az‖. */
const stretch = (power: (m: number) => number): Flow => ({
  supports: ["sphere"],
  build: (scope, { latent }) => {
    const s_Z = scope.variable("s", [latent], normalInitializer(0.5));
    return {
      forward: (z_BZ) =>
        tidy(() => {
          const stretched = mul(exp(s_Z), z_BZ);
          const logNorm_B = mul(0.5, log(sum(square(stretched), 1)));
          return {
            z_BZ: normalise(stretched) as Tensor2D,
            logDet_B: sub(sum(s_Z), mul(power(latent), logNorm_B)) as Tensor1D,
          };
        }),
    };
  },
});

testFlow({ flow: stretch((m) => m), size: 4 });

test("a log-determinant that counts the radial direction out is found", async () => {
  const failures = await failuresOf(flowLaws({ flow: stretch((m) => m - 1), size: 4 }));
  expect(failures).toEqual(["log|det J| is that of the numerical Jacobian (sphere)"]);
});
