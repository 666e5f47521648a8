import { grads, sum, type Tensor1D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng } from "@textvae/core";
import { besselRatio, besselRatioDerivative, logBesselI } from "@textvae/ops";
import { describe, expect, test } from "vitest";
import {
  type Concentration,
  klToUniform,
  logNormaliser,
  logSurface,
  meanLatentKl,
  type VonMisesFisher,
  vonMisesFisher,
} from "../src/index.ts";
import { circle, means, numbers, relative, repeated } from "./support.ts";

await cpu().start();

// [m, κ, ln I_{m/2−1}(κ), A, KL to uniform, dKL/dκ], computed with mpmath at 30 digits.
const table = [
  [2, 5, 3.30468177582253, 0.893383137044085, 1.16223390939789, 0.115949715182261],
  [3, 1, -0.0643519910735318, 0.313035285499331, 0.151595923928136, 0.27593833903369],
  [3, 10, 7.92976891823715, 0.900000004122307, 1.99573231683822, 0.0999999175538548],
  [10, 5, 1.6308538971069, 0.422450151015302, 0.968505955118289, 0.305627990398023],
  [25, 100, 96.1158882196289, 0.886644482093501, 18.8024770402085, 0.106688667070712],
  [32, 13, 2.64526882759821, 0.356930683230341, 2.1725913240792, 0.278955155652829],
  [50, 1e-3, -237.206388417122, 1.99999999923077e-5, 9.99999999423077e-9, 2.0e-5],
  [50, 35, 24.2644123670572, 0.517124711445463, 7.74304427772896, 0.301260287607981],
  [50, 80, 73.2960981430262, 0.738286607191903, 19.5152079329482, 0.218587098882176],
  [50, 100, 93.8991761458442, 0.783660718358596, 23.5707184221786, 0.188212650597711],
  [50, 1e4, 9994.4471023551, 0.997552879033773, 130.709595178502, 0.00244424165278485],
  [100, 40, 9.69881786080712, 0.351377475201715, 6.58141860506216, 0.274984751864915],
  [100, 200, 190.444878776948, 0.782214662378048, 47.0856488657331, 0.188792816732323],
  [200, 150, 114.871111994849, 0.535845047571779, 33.8027630114369, 0.297348282135691],
  [512, 500, 432.201753912199, 0.611748182740751, 119.932770394649, 0.278759076170205],
  [768, 1, -2164.46529357778, 0.0013020811314953, 0.000651040015288758, 0.00130207672783408],
  [768, 1000, 923.108064590136, 0.687399580313438, 245.495842954563, 0.246338884502661],
] as const;

describe.each(table)("m = %d, κ = %d", (m, kappa, logI, a, kl, slope) => {
  test("doubles to 1e-9", () => {
    expect(relative(logBesselI(m / 2 - 1, kappa), logI)).toBeLessThan(1e-9);
    expect(relative(besselRatio(m, kappa), a)).toBeLessThan(1e-9);
    expect(relative(klToUniform(m, kappa), kl)).toBeLessThan(1e-9);
    // dKL/dκ of the row (50, 1e-3) is quoted to two digits.
    const tolerance = kappa === 1e-3 ? 1e-8 : 1e-9;
    expect(relative(kappa * besselRatioDerivative(m, kappa), slope)).toBeLessThan(tolerance);
  });

  test("tensors to 1e-5", async () => {
    const q = vonMisesFisher({ mean_BZ: means(m, 2), kappa: repeated(kappa, 2) });
    const uniform = vonMisesFisher({ mean_BZ: means(m, 1), kappa: 0 });
    for (const value of await numbers(q.klTo(uniform) as never)) {
      expect(relative(value, kl)).toBeLessThan(1e-5);
    }
    const [entropy] = await numbers(q.entropy());
    const exact = logSurface(m) - kl;
    expect(Math.abs((entropy as number) - exact)).toBeLessThan(1e-5 * (Math.abs(exact) + kl));
  });

  test("ln C is consistent with the KL", () => {
    const want = kl - kappa * a - logSurface(m);
    const scale = Math.abs(logSurface(m)) + kappa;
    expect(Math.abs(logNormaliser(m, kappa) - want)).toBeLessThan(1e-12 * scale);
  });
});

test("KL of two members is 0 at equality, also for tensors, and exact against a quadrature", async () => {
  const q = vonMisesFisher({ mean_BZ: means(50, 3), kappa: repeated(80, 3) });
  expect(await numbers(q.klTo(q) as never)).toEqual([0, 0, 0]);

  // On the circle: ∫ q ln(q/p) by the trapezoid rule, spectrally exact for periodic functions.
  const [kappaQ, kappaP, between] = [4, 1.5, 0.7];
  const logDensity = (kappa: number, angle: number) =>
    logNormaliser(2, kappa) + kappa * Math.cos(angle);
  let exact = 0;
  for (let i = 0; i < 400; i++) {
    const angle = (2 * Math.PI * i) / 400;
    const logQ = logDensity(kappaQ, angle);
    exact += (Math.exp(logQ) * (logQ - logDensity(kappaP, angle - between)) * 2 * Math.PI) / 400;
  }
  const onCircle = (angle: number, kappa: number) =>
    vonMisesFisher({ mean_BZ: circle(angle), kappa });
  const kl = await numbers(onCircle(0, kappaQ).klTo(onCircle(between, kappaP)) as never);
  expect(kl[0]).toBeCloseTo(exact, 6);
});

/*
 * mpmath, 50 digits, at κ that are singles: ln C(κ_q) − ln C(κ_p) + (κ_q − κ_p) A(κ_q) with
 *   A = besseli(m/2, k) / besseli(m/2 - 1, k), ln C = (m/2 - 1) ln k - ln besseli(m/2 - 1, k)
 */
const neighbours = [
  [3, 10, 10.00100040435791, 5.003706560920299e-9],
  [3, 80, 80.0999984741211, 7.805757561638303e-7],
  [3, 80, 100, 0.026856448685790246],
  [3, 1.5, 200, 106.69045874880754],
  [3, 500, 1.25, 4.9083140633659434],
  [3, 1000, 1000.010009765625, 5.009736962537576e-11],
  [50, 10, 10.00100040435791, 8.979873661990921e-9],
  [50, 80, 80.0999984741211, 1.3652025876803456e-5],
  [50, 80, 100, 0.4819006274388268],
  [50, 1.5, 200, 133.27895577654346],
  [50, 500, 1.25, 57.234791110184766],
  [50, 1000, 1000.010009765625, 1.1985070810300345e-9],
] as const;

test.each(neighbours)("KL keeps its digits, m = %d, κ = %d and %d", async (m, own, other, kl) => {
  const at = (kappa: Concentration) => vonMisesFisher({ mean_BZ: means(m, 1), kappa });
  for (const [q, p] of [
    [repeated(own, 1), repeated(other, 1)],
    [own, other],
    [repeated(own, 1), other],
  ] as const) {
    expect(relative((await numbers(at(q).klTo(at(p)) as never))[0] as number, kl)).toBeLessThan(
      1e-4,
    );
  }
  // ∂KL/∂κ_q = A′(κ_q)(κ_q − κ_p), ∂KL/∂κ_p = A(κ_p) − A(κ_q)
  const gradients = grads((q, p) => sum(at(q as never).klTo(at(p as never)) as never))([
    repeated(own, 1),
    repeated(other, 1),
  ]);
  const [ofQ, ofP] = (await Promise.all(gradients.map(numbers))).flat() as [number, number];
  expect(relative(ofQ, besselRatioDerivative(m, own) * (own - other))).toBeLessThan(1e-4);
  expect(relative(ofP, besselRatio(m, other) - besselRatio(m, own))).toBeLessThan(1e-4);
});

test("no KL is negative between close members", async () => {
  const near = (scale: number) =>
    tensor1d(Array.from({ length: 300 }, (_, i) => Math.exp(i / 30) * (1 + scale * Math.sin(i))));
  const at = (kappa: Tensor1D) => vonMisesFisher({ mean_BZ: means(20, 300), kappa });
  for (const scale of [0, 1e-6, 1e-4, 1e-2]) {
    const kl = await numbers(at(near(0)).klTo(at(near(scale))) as never);
    expect(Math.min(...kl)).toBeGreaterThanOrEqual(0);
  }
});

test("a tensor κ out of range is the same κ to every member", async () => {
  for (const [kappa, nearest] of [
    [1e9, 1e6],
    [3e-9, 1e-6],
    [-4, 1e-6],
  ] as const) {
    const [out, edge] = [kappa, nearest].map((value) =>
      vonMisesFisher({ mean_BZ: means(5, 2), kappa: repeated(value, 2) }),
    ) as [VonMisesFisher, VonMisesFisher];
    const uniform = vonMisesFisher({ mean_BZ: means(5, 1), kappa: 0 });
    const other = vonMisesFisher({ mean_BZ: means(5, 1), kappa: 7 });
    const of = (q: VonMisesFisher) =>
      [
        q.sample(createRng(3)),
        q.logProb(edge.sample(createRng(4))),
        q.entropy(),
        q.klTo(uniform),
        q.klTo(other),
        other.klTo(q),
      ].map((x) => numbers(x as never));
    expect(await Promise.all(of(out))).toEqual(await Promise.all(of(edge)));
    // −H = E[log q]: at both edges all mass is at one height of the density, or the density is flat.
    const density = await numbers(out.logProb(out.sample(createRng(5), 2000)));
    const mean = density.reduce((a, b) => a + b, 0) / density.length;
    const entropy = await numbers(out.entropy());
    expect(Math.abs(mean + (entropy[0] as number))).toBeLessThan(0.2);
  }
});

test("an entropy has a row for each member, whatever κ", () => {
  for (const kappa of [20, 0, repeated(20, 3)]) {
    const q = vonMisesFisher({ mean_BZ: means(5, 3), kappa });
    expect(q.entropy().shape).toEqual([3]);
    expect(q.klTo(q)?.shape).toEqual([3]);
  }
});

test("another family has no closed form", () => {
  const q = vonMisesFisher({ mean_BZ: means(3, 1), kappa: 2 });
  const { sample, logProb } = q;
  const stranger = { eventShape: [3], batch: 1, support: "sphere", gradient: "none" } as const;
  expect(tidy(() => q.klTo({ ...stranger, sample, logProb }))).toBeUndefined();
});

test("the mean of three samples costs what a valid bound charges", () => {
  /* SciPy 1.17.1, 60 000 draws each, standard errors below 0.004:
   *   z = vonmises_fisher(np.eye(m)[0], k).rvs(180000, random_state=default_rng(0))
   *   R = np.linalg.norm(z.reshape(-1, 3, m).sum(1), axis=1); kl(m, k * R).mean()
   * The tolerance is 5 standard errors of 4000 draws. */
  const rng = createRng(1);
  expect(Math.abs(meanLatentKl(50, 80, 3, { rng }) - 37.708)).toBeLessThan(0.07);
  expect(Math.abs(meanLatentKl(50, 35, 3, { rng }) - 18.384)).toBeLessThan(0.11);
  expect(Math.abs(meanLatentKl(100, 200, 3, { rng }) - 86.771)).toBeLessThan(0.04);
  expect(relative(meanLatentKl(50, 80, 1, { draws: 10 }), klToUniform(50, 80))).toBeLessThan(1e-6);
});
